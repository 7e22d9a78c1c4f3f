namespace CodeFirst.Generator.Emitting;

/// <summary>Emits a contract's methods, client and server binding.</summary>
/// <param name="schemaClass">Full name of the class that holds the contract's schema file.</param>
internal sealed class ServiceEmitter(ServiceModel service, string schemaClass)
{
    private const string Stream = "global::System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "global::System.IO.Stream";
    private const string Empty = "global::" + KnownNames.Empty;
    private const string Reshape = "global::" + KnownNames.Reshape;
    private const string ClientCalls = "global::" + KnownNames.ClientCalls;

    // protobuf-net.Grpc makes clients at run time; the generator has warned where that matters.
    private readonly SourceWriter _source = new(
        service.Type.GeneratedIn,
        service.Others.Count == 0 ? service.Warnings : service.Warnings.Concat(["IL2026", "IL2087", "IL2091", "IL3050"]));

    public string Emit()
    {
        string type = service.Type.FullName;
        string name = service.Type.Name + "Contract";
        _source.Line("using global::CodeFirst.Grpc;");
        _source.Line("using global::Grpc.Core;");
        _source.Paragraph("using global::ProtoBuf.Grpc;");
        _source.Block($"internal sealed class {name}() : CompiledContract<{type}>({InSource.Text(service.FullName)})", () =>
        {
            foreach (MethodModel method in service.Methods)
            {
                _source.Line($"private static readonly {MethodType(method)} {Field(method)} = new(");
                _source.Line($"    MethodType.{method.Kind},");
                _source.Line($"    {InSource.Text(service.FullName)},");
                _source.Line($"    {InSource.Text(method.ProtoName)},");
                _source.Line($"    MessageTypes.MarshallerOf<{method.Request.FullName}>(),");
                _source.Paragraph($"    MessageTypes.MarshallerOf<{method.Response.FullName}>());");
            }

            _source.Paragraph($"public override global::Google.Protobuf.Reflection.FileDescriptorProto File => {schemaClass}.File;");
            string argument = TakesInvoker ? "invoker" : "";
            _source.Paragraph($"public override {type} CreateClient(CallInvoker invoker) => new Client({argument});");
            _source.Paragraph("protected override void BindMethods(ContractBinder binder)", () =>
            {
                foreach (MethodModel method in service.Methods)
                {
                    string bind = method.ReturnsBytes ? "Bytes" : method.Kind;
                    string types = $"{type}, {method.Request.FullName}" + (method.ReturnsBytes ? "" : ", " + method.Response.FullName);
                    string handler = $"static (service, request, context) => {Form(method).Handler}";
                    _source.Line($"binder.{bind}<{types}>({Field(method)}, {handler});");
                }

                foreach (OtherMethod method in service.Others)
                {
                    _source.Line($"binder.Fallback({InSource.Text(method.ProtoName)});");
                }
            });
            EmitClient(type);
        });
        return _source.ToString();
    }

    private bool TakesInvoker => service.Methods.Count + service.Others.Count > 0;

    // An unused parameter would be a warning in the contract's project.
    private string Invoker => TakesInvoker ? "CallInvoker invoker" : "";

    private void EmitClient(string type) => _source.Block($"private sealed class Client({Invoker}) : {type}", () =>
    {
        if (service.Others.Count > 0)
        {
            // Without an underscore, which the fields of methods begin with.
            _source.Paragraph($"private {type}? others;");
            string others = $"global::{KnownNames.GrpcClientFactory}.CreateGrpcService<{type}>(invoker)";
            _source.Line($"private {type} Others => others ??= {others};");
            foreach (OtherMethod method in service.Others)
            {
                _source.Line();
                _source.Line($"{method.Result} {type}.{method.Signature} => Others.{method.Call};");
            }
        }

        foreach (MethodModel method in service.Methods)
        {
            if (service.Others.Count > 0 || method != service.Methods[0])
            {
                _source.Line();
            }

            string parameters = Join(
                method,
                method.TakesStream ? $"{Stream}<{method.Request.FullName}> request" : method.Request.FullName + " request",
                "CallContext context",
                "global::System.Threading.CancellationToken context");
            string request = method.RequestParameter is null ? Empty + ".Instance" : "request";
            string context = method.ContextParameter == ContextParameter.None ? "CallContext.Default" : "context";
            string call = method.Shape == ReturnShape.AsyncEnumerable
                ? $"{ClientCalls}.{method.Kind}(invoker, {Field(method)}, {request}, {context})"
                : $"{Reshape}.{Form(method).Call}({context}, invoker, {Field(method)}, {request})";
            _source.Line($"{Form(method).Result} {type}.{InSource.Name(method.Name)}({parameters}) => {call};");
        }
    });

    /// <summary>
    /// The forms of a method: the type of its result, protobuf-net.Grpc's method that gives a client's call this shape, and the expression
    /// that turns the server's call into a task or stream of messages.
    /// </summary>
    private static (string Result, string Call, string Handler) Form(MethodModel method)
    {
        const string Task = "global::System.Threading.Tasks.Task", ValueTask = "global::System.Threading.Tasks.ValueTask";
        string arguments = Join(method, "request", "new CallContext(service, context)", "context.CancellationToken");
        string call = $"service.{InSource.Name(method.Name)}({arguments})";
        string response = method.Response.FullName;
        return method.Shape switch
        {
            ReturnShape.Void => ("void", "UnarySyncVoid", $"{{ {call}; return {Empty}.InstanceTask; }}"),
            ReturnShape.Response => (response, "UnarySync", $"{Task}.FromResult({call})"),
            ReturnShape.Task => (Task, method.Kind + "TaskAsync", $"{Reshape}.EmptyTask({call})"),
            ReturnShape.TaskOfResponse => ($"{Task}<{response}>", method.Kind + "TaskAsync", call),
            ReturnShape.ValueTask => (ValueTask, method.Kind + "ValueTaskAsyncVoid", $"{Reshape}.EmptyValueTask({call})"),
            ReturnShape.ValueTaskOfResponse => ($"{ValueTask}<{response}>", method.Kind + "ValueTaskAsync", $"{call}.AsTask()"),
            ReturnShape.TaskOfBytes => ($"{Task}<{Bytes}>", "ServerByteStreamingTaskAsync", call),
            ReturnShape.ValueTaskOfBytes =>
                ($"{ValueTask}<{Bytes}>", "ServerByteStreamingValueTaskAsync", $"{call}.AsTask()"),
            _ => ($"{Stream}<{response}>", "", call),
        };
    }

    /// <summary>Parameters or arguments of the method: what it takes as request, and what as context.</summary>
    private static string Join(MethodModel method, string request, string callContext, string token)
    {
        string? context = method.ContextParameter switch
        {
            ContextParameter.CallContext => callContext,
            ContextParameter.CancellationToken => token,
            _ => null,
        };
        return string.Join(", ", new[] { method.RequestParameter is null ? null : request, context }.OfType<string>());
    }

    private static string MethodType(MethodModel method) => $"Method<{method.Request.FullName}, {method.Response.FullName}>";

    private static string Field(MethodModel method) => "_" + method.ProtoName;
}
