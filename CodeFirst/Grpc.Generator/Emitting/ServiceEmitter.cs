using CodeFirst.Grpc.Generator.Model;

namespace CodeFirst.Grpc.Generator.Emitting;

/// <summary>A contract's methods, client proxy and server binding.</summary>
internal sealed class ServiceEmitter
{
    private readonly ServiceModel _service;
    private readonly string _schemaClass;
    private readonly SourceWriter _source;

    private ServiceEmitter(ServiceModel service, string schemaClass)
    {
        _service = service;
        _schemaClass = schemaClass;
        _source = new(service.Type.GeneratedIn);
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
                _source.Line($"    MethodType.{Kind(method)},");
                _source.Line($"    {Literal.Of(_service.FullName)},");
                _source.Line($"    {Literal.Of(method.ProtoName)},");
                _source.Line($"    {method.Request.Serializer}.Instance,");
                _source.Line($"    {method.Response.Serializer}.Instance);");
                _source.Line();
            }

            _source.Line($"public override global::CodeFirst.Grpc.Schema.FileDescriptorProto File => {_schemaClass}.File;");
            _source.Line();
            _source.Line($"public override {type} CreateClient(CallInvoker invoker) => new Client(invoker);");
            _source.Line();
            _source.Block($"public override void Bind(ServiceBinder<{type}> binder)", () =>
            {
                foreach (MethodModel method in _service.Methods)
                {
                    _source.Line($"binder.{Kind(method)}({Field(method)}, {Handler(method)});");
                }
            });
            _source.Line();
            EmitClient(type);
        });
    }

    private void EmitClient(string type) => _source.Block($"private sealed class Client(CallInvoker invoker) : {type}", () =>
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
                parameters.Add($"{method.Request.FullName} request");
            }

            if (method.ContextParameter != ContextParameter.None)
            {
                parameters.Add(method.ContextParameter == ContextParameter.CallContext ? "CallContext context" : "global::System.Threading.CancellationToken context");
            }

            string call = method.Shape == ReturnShape.AsyncEnumerable ? "ServerStreaming" : "UnaryAsync";
            string request = method.RequestParameter is null ? "global::CodeFirst.Grpc.Empty.Instance" : "request";
            string context = method.ContextParameter == ContextParameter.None ? "default" : "context";
            string result = $"invoker.{call}({Field(method)}, {request}, {context})";
            if (method.Shape is ReturnShape.ValueTask or ReturnShape.ValueTaskOfResponse)
            {
                result = $"new({result})";
            }

            _source.Line($"{ReturnType(method)} {type}.{method.Name}({string.Join(", ", parameters)}) => {result};");
        }
    });

    /// <summary>A static lambda that calls the service object's method.</summary>
    private static string Handler(MethodModel method)
    {
        var arguments = new List<string>();
        if (method.RequestParameter is not null)
        {
            arguments.Add("request");
        }

        if (method.ContextParameter != ContextParameter.None)
        {
            arguments.Add(method.ContextParameter == ContextParameter.CallContext ? "new CallContext(service, context)" : "context.CancellationToken");
        }

        string call = $"service.{method.Name}({string.Join(", ", arguments)})";
        return method.Shape switch
        {
            ReturnShape.Task or ReturnShape.ValueTask =>
                $"static async (service, request, context) => {{ await {call}.ConfigureAwait(false); return global::CodeFirst.Grpc.Empty.Instance; }}",
            ReturnShape.ValueTaskOfResponse => $"static (service, request, context) => {call}.AsTask()",
            _ => $"static (service, request, context) => {call}",
        };
    }

    private static string ReturnType(MethodModel method) => method.Shape switch
    {
        ReturnShape.Task => "global::System.Threading.Tasks.Task",
        ReturnShape.ValueTask => "global::System.Threading.Tasks.ValueTask",
        ReturnShape.TaskOfResponse => $"global::System.Threading.Tasks.Task<{method.Response.FullName}>",
        ReturnShape.ValueTaskOfResponse => $"global::System.Threading.Tasks.ValueTask<{method.Response.FullName}>",
        _ => $"global::System.Collections.Generic.IAsyncEnumerable<{method.Response.FullName}>",
    };

    private static string MethodType(MethodModel method) => $"Method<{method.Request.FullName}, {method.Response.FullName}>";

    private static string Kind(MethodModel method) => method.Shape == ReturnShape.AsyncEnumerable ? "ServerStreaming" : "Unary";

    private static string Field(MethodModel method) => "_" + method.ProtoName;
}
