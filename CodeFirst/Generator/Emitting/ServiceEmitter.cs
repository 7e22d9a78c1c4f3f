using CodeFirst.Generator.Model;

namespace CodeFirst.Generator.Emitting;

/// <summary>A contract's methods, client proxy and server binding.</summary>
internal sealed class ServiceEmitter
{
    private const string Stream = "global::System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "global::System.IO.Stream";
    private const string Empty = "global::" + KnownNames.Empty;
    private const string Reshape = "global::" + KnownNames.Reshape;
    private const string ClientCalls = "global::" + KnownNames.ClientCalls;

    private readonly ServiceModel _service;
    private readonly string _schemaClass;
    private readonly SourceWriter _source;

    private ServiceEmitter(ServiceModel service, string schemaClass)
    {
        _service = service;
        _schemaClass = schemaClass;

        // A client that protobuf-net.Grpc makes is made at run time, of which the generator has warned where that matters.
        _source = new(service.Type.GeneratedIn, service.Others.Count == 0 ? service.Warnings : service.Warnings.Concat(["IL2026", "IL2087", "IL2091", "IL3050"]));
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
        _source.Line("using global::Grpc.Core;");
        _source.Line("using global::ProtoBuf.Grpc;");
        _source.Line();
        _source.Block($"internal sealed class {name}() : CompiledContract<{type}>({Literal.Of(_service.FullName)})", () =>
        {
            foreach (MethodModel method in _service.Methods)
            {
                _source.Line($"private static readonly {MethodType(method)} {Field(method)} = new(");
                _source.Line($"    MethodType.{method.Kind},");
                _source.Line($"    {Literal.Of(_service.FullName)},");
                _source.Line($"    {Literal.Of(method.ProtoName)},");
                _source.Line($"    MessageTypes.MarshallerOf<{method.Request.FullName}>(),");
                _source.Line($"    MessageTypes.MarshallerOf<{method.Response.FullName}>());");
                _source.Line();
            }

            _source.Line($"public override global::Google.Protobuf.Reflection.FileDescriptorProto File => {_schemaClass}.File;");
            _source.Line();
            _source.Line($"public override {type} CreateClient(CallInvoker invoker) => new Client({(TakesInvoker ? "invoker" : "")});");
            _source.Line();
            _source.Block("protected override void BindMethods(ContractBinder binder)", () =>
            {
                foreach (MethodModel method in _service.Methods)
                {
                    string bind = method.ReturnsBytes ? "Bytes" : method.Kind;
                    string types = method.ReturnsBytes ? $"{type}, {method.Request.FullName}" : $"{type}, {method.Request.FullName}, {method.Response.FullName}";
                    _source.Line($"binder.{bind}<{types}>({Field(method)}, {Handler(method)});");
                }

                foreach (OtherMethod method in _service.Others)
                {
                    _source.Line($"binder.Fallback({Literal.Of(method.ProtoName)});");
                }
            });
            _source.Line();
            EmitClient(type);
        });
    }

    private bool TakesInvoker => _service.Methods.Count + _service.Others.Count > 0;

    // A parameter that nothing reads would be a warning in the contract's project.
    private void EmitClient(string type) => _source.Block($"private sealed class Client({(TakesInvoker ? "CallInvoker invoker" : "")}) : {type}", () =>
    {
        if (_service.Others.Count > 0)
        {
            _source.Line($"private {type}? _others;");
            _source.Line();
            _source.Line($"private {type} Others => _others ??= global::{KnownNames.GrpcClientFactory}.CreateGrpcService<{type}>(invoker);");
            foreach (OtherMethod method in _service.Others)
            {
                _source.Line();
                _source.Line($"{method.Signature.Result} {type}.{method.Signature.Call} => Others.{method.Call};");
            }

            _source.Line();
        }

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

            string request = method.RequestParameter is null ? Empty + ".Instance" : "request";
            string context = method.ContextParameter == ContextParameter.None ? "CallContext.Default" : "context";
            string call = method is { Kind: "ServerStreaming" or "DuplexStreaming", ReturnsBytes: false }
                ? $"{ClientCalls}.{method.Kind}(invoker, {Field(method)}, {request}, {context})"
                : $"{Reshape}.{ReshapeCall(method)}({context}, invoker, {Field(method)}, {request})";
            _source.Line($"{ReturnType(method)} {type}.{Identifier.Of(method.Name)}({string.Join(", ", parameters)}) => {call};");
        }
    });

    /// <summary>protobuf-net.Grpc's method that makes a call of this kind and gives its result this shape.</summary>
    private static string ReshapeCall(MethodModel method) => (method.Kind, method.Shape) switch
    {
        ("Unary", ReturnShape.Void) => "UnarySyncVoid",
        ("Unary", ReturnShape.Response) => "UnarySync",
        ("Unary", ReturnShape.Task or ReturnShape.TaskOfResponse) => "UnaryTaskAsync",
        ("Unary", ReturnShape.ValueTask) => "UnaryValueTaskAsyncVoid",
        ("Unary", _) => "UnaryValueTaskAsync",
        ("ClientStreaming", ReturnShape.Task or ReturnShape.TaskOfResponse) => "ClientStreamingTaskAsync",
        ("ClientStreaming", ReturnShape.ValueTask) => "ClientStreamingValueTaskAsyncVoid",
        ("ClientStreaming", _) => "ClientStreamingValueTaskAsync",
        (_, ReturnShape.TaskOfBytes) => "ServerByteStreamingTaskAsync",
        (_, ReturnShape.ValueTaskOfBytes) => "ServerByteStreamingValueTaskAsync",
        _ => "DuplexAsync",
    };

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

        const string Lambda = "static (service, request, context) =>";
        string call = $"service.{Identifier.Of(method.Name)}({string.Join(", ", arguments)})";
        return method.Shape switch
        {
            ReturnShape.Void => $"{Lambda} {{ {call}; return {Empty}.InstanceTask; }}",
            ReturnShape.Response => $"{Lambda} global::System.Threading.Tasks.Task.FromResult({call})",
            ReturnShape.Task => $"{Lambda} {Reshape}.EmptyTask({call})",
            ReturnShape.ValueTask => $"{Lambda} {Reshape}.EmptyValueTask({call})",
            ReturnShape.ValueTaskOfResponse or ReturnShape.ValueTaskOfBytes => $"{Lambda} {call}.AsTask()",
            _ => $"{Lambda} {call}",
        };
    }

    private static string RequestType(MethodModel method) => method switch
    {
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
