using CodeFirst.Grpc.Generator.Model;

namespace CodeFirst.Grpc.Generator.Emitting;

/// <summary>A contract's methods, client proxy and server binding.</summary>
internal sealed class ServiceEmitter
{
    private const string Stream = "global::System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "global::System.IO.Stream";
    private const string StreamCalls = "global::" + KnownNames.StreamCalls;

    private readonly ServiceModel _service;
    private readonly string _schemaClass;
    private readonly SourceWriter _source;

    private ServiceEmitter(ServiceModel service, string schemaClass)
    {
        _service = service;
        _schemaClass = schemaClass;
        _source = new(service.Type.GeneratedIn, service.Warnings);
    }

    /// <param name="service">The contract.</param>
    /// <param name="schemaClass">Full name of the class that holds the contract's schema file.</param>
    public static string Emit(ServiceModel service, string schemaClass)
    {
        var emitter = new ServiceEmitter(service, schemaClass);
        emitter.EmitContract();
        return emitter._source.ToString();
    }

    private void EmitContract()
    {
        string type = _service.Type.FullName;
        string name = _service.Type.Name + "Contract";
        _source.Line("using global::CodeFirst.Grpc;");
        _source.Line();
        _source.Block($"internal sealed class {name}() : ServiceContract<{type}>({Literal.Of(_service.FullName)})", () =>
        {
            foreach (MethodModel method in _service.Methods)
            {
                _source.Line($"private static readonly {MethodType(method)} {Field(method)} = new(");
                _source.Line($"    MethodType.{method.Kind},");
                _source.Line($"    {Literal.Of(_service.FullName)},");
                _source.Line($"    {Literal.Of(method.ProtoName)},");
                _source.Line($"    {method.Request.Serializer}.Instance,");
                _source.Line($"    {method.Response.Serializer}.Instance);");
                _source.Line();
            }

            _source.Line($"public override global::CodeFirst.Grpc.Schema.FileDescriptorProto File => {_schemaClass}.File;");
            _source.Line();
            _source.Line($"public override {type} CreateClient(CallInvoker invoker) => new Client({(_service.Methods.Count == 0 ? "" : "invoker")});");
            _source.Line();
            _source.Block($"public override void Bind(ServiceBinder<{type}> binder)", () =>
            {
                foreach (MethodModel method in _service.Methods)
                {
                    _source.Line($"binder.{method.Kind}({Field(method)}, {Handler(method)});");
                }
            });
            _source.Line();
            EmitClient(type);
        });
    }

    // A parameter that nothing reads would be a warning in the contract's project.
    private void EmitClient(string type) => _source.Block($"private sealed class Client({(_service.Methods.Count == 0 ? "" : "CallInvoker invoker")}) : {type}", () =>
    {
        bool first = true;
        foreach (MethodModel method in _service.Methods)
        {
            if (!first)
            {
                _source.Line();
            }

            first = false;
            var parameters = new List<string>();
            if (method.RequestParameter is not null)
            {
                parameters.Add(RequestType(method) + " request");
            }

            if (method.ContextParameter != ContextParameter.None)
            {
                parameters.Add(method.ContextParameter == ContextParameter.CallContext ? "CallContext context" : "global::System.Threading.CancellationToken context");
            }

            string call = method.ReturnsStream ? method.Kind : method.Kind + "Async";
            string request = method switch
            {
                { RequestParameter: null } => $"global::{KnownNames.Empty}.Instance",
                { TakesBytes: true } => $"{StreamCalls}.Upload(request)",
                _ => "request",
            };
            string context = method.ContextParameter == ContextParameter.None ? "default" : "context";
            string result = $"invoker.{call}({Field(method)}, {request}, {context})";
            if (method.ReturnsBytes)
            {
                result = $"{StreamCalls}.DownloadAsync({result})";
            }

            result = method.Shape switch
            {
                ReturnShape.ValueTask or ReturnShape.ValueTaskOfResponse or ReturnShape.ValueTaskOfBytes => $"new({result})",
                ReturnShape.Void or ReturnShape.Response => result + ".GetAwaiter().GetResult()",
                _ => result,
            };
            _source.Line($"{ReturnType(method)} {type}.{Identifier.Of(method.Name)}({string.Join(", ", parameters)}) => {result};");
        }
    });

    /// <summary>A static lambda that calls the service object's method.</summary>
    private static string Handler(MethodModel method)
    {
        var arguments = new List<string>();
        if (method.RequestParameter is not null)
        {
            arguments.Add(method.TakesBytes ? $"{StreamCalls}.Receive(request)" : "request");
        }

        if (method.ContextParameter != ContextParameter.None)
        {
            arguments.Add(method.ContextParameter == ContextParameter.CallContext ? "new CallContext(service, context)" : "context.CancellationToken");
        }

        const string Lambda = "static (service, request, context) =>";
        string call = $"service.{Identifier.Of(method.Name)}({string.Join(", ", arguments)})";
        return method.Shape switch
        {
            ReturnShape.Void => $"{Lambda} {{ {call}; return global::System.Threading.Tasks.Task.FromResult(global::{KnownNames.Empty}.Instance); }}",
            ReturnShape.Response => $"{Lambda} global::System.Threading.Tasks.Task.FromResult({call})",
            ReturnShape.Task or ReturnShape.ValueTask => $"{Lambda} global::{KnownNames.HandlerResults}.EmptyAfterAsync({call})",
            ReturnShape.ValueTaskOfResponse => $"{Lambda} {call}.AsTask()",
            ReturnShape.TaskOfBytes => $"{Lambda} {StreamCalls}.Respond(() => {call})",
            ReturnShape.ValueTaskOfBytes => $"{Lambda} {StreamCalls}.Respond(() => {call}.AsTask())",
            _ => $"{Lambda} {call}",
        };
    }

    private static string RequestType(MethodModel method) => method switch
    {
        { TakesBytes: true } => Bytes,
        { TakesStream: true } => $"{Stream}<{method.Request.FullName}>",
        _ => method.Request.FullName,
    };

    private static string ReturnType(MethodModel method) => method.Shape switch
    {
        ReturnShape.Void => "void",
        ReturnShape.Response => method.Response.FullName,
        ReturnShape.Task => "global::System.Threading.Tasks.Task",
        ReturnShape.ValueTask => "global::System.Threading.Tasks.ValueTask",
        ReturnShape.TaskOfResponse => $"global::System.Threading.Tasks.Task<{method.Response.FullName}>",
        ReturnShape.ValueTaskOfResponse => $"global::System.Threading.Tasks.ValueTask<{method.Response.FullName}>",
        ReturnShape.TaskOfBytes => $"global::System.Threading.Tasks.Task<{Bytes}>",
        ReturnShape.ValueTaskOfBytes => $"global::System.Threading.Tasks.ValueTask<{Bytes}>",
        _ => $"{Stream}<{method.Response.FullName}>",
    };

    private static string MethodType(MethodModel method) => $"Method<{method.Request.FullName}, {method.Response.FullName}>";

    private static string Field(MethodModel method) => "_" + method.ProtoName;
}
