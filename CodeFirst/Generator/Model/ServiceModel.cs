namespace CodeFirst.Generator.Model;

/// <summary>A <c>[Service]</c> interface.</summary>
/// <param name="Type">The interface.</param>
/// <param name="Package">The package, empty for none.</param>
/// <param name="ProtoName">Its name without the package.</param>
/// <param name="IsPublic">Whether other assemblies can see it.</param>
/// <param name="Methods">Its compiled methods in order of declaration.</param>
/// <param name="Others">The methods that are left to protobuf-net.Grpc.</param>
/// <param name="Warnings">The warnings that the declaration asks its users to get.</param>
internal sealed record ServiceModel(
    LocalType Type,
    string Package,
    string ProtoName,
    bool IsPublic,
    EquatableArray<MethodModel> Methods,
    EquatableArray<OtherMethod> Others,
    EquatableArray<string> Warnings)
{
    /// <summary>The full name, <c>package.Service</c>: the first part of every route.</summary>
    public string FullName => Package.Length == 0 ? ProtoName : Package + "." + ProtoName;

    /// <summary>The methods that the schema has: those of which it has the messages.</summary>
    public IEnumerable<MethodModel> InSchema => Methods.Where(m => !m.Request.IsForeign && !m.Response.IsForeign);
}

/// <summary>A method that is left to protobuf-net.Grpc.</summary>
/// <param name="ProtoName">The name on the wire.</param>
/// <param name="Signature">Its result, and its name and parameters, as generated code declares it.</param>
/// <param name="Call">How it is called on another object.</param>
internal sealed record OtherMethod(string ProtoName, (string Result, string Call) Signature, string Call);

/// <summary>A method of a contract.</summary>
/// <param name="Name">The C# name.</param>
/// <param name="ProtoName">The name on the wire.</param>
/// <param name="Request">The request message; google.protobuf.Empty where the method has none.</param>
/// <param name="Response">The response message; google.protobuf.Empty where the method has none.</param>
/// <param name="RequestParameter">Name of the request parameter, or null.</param>
/// <param name="ContextParameter">The last parameter, if it is one of the runtime's.</param>
/// <param name="TakesStream">Whether the requests are a stream.</param>
/// <param name="Shape">What the method returns.</param>
internal sealed record MethodModel(
    string Name,
    string ProtoName,
    ProtoTypeRef Request,
    ProtoTypeRef Response,
    string? RequestParameter,
    ContextParameter ContextParameter,
    bool TakesStream,
    ReturnShape Shape)
{
    /// <summary>Whether the responses are a stream.</summary>
    public bool ReturnsStream => Shape == ReturnShape.AsyncEnumerable || ReturnsBytes;

    /// <summary>Whether C# has the stream of responses as a <c>System.IO.Stream</c>.</summary>
    public bool ReturnsBytes => Shape is ReturnShape.TaskOfBytes or ReturnShape.ValueTaskOfBytes;

    /// <summary>The kind of call, as the runtime's enum and the methods of its binder and invoker name it.</summary>
    public string Kind => (TakesStream, ReturnsStream) switch
    {
        (false, false) => "Unary",
        (true, false) => "ClientStreaming",
        (false, true) => "ServerStreaming",
        (true, true) => "DuplexStreaming",
    };
}

/// <summary>What the last parameter of a method may be.</summary>
internal enum ContextParameter
{
    None,
    CallContext,
    CancellationToken,
}

/// <summary>What a method may return.</summary>
internal enum ReturnShape
{
    Void,
    Response,
    Task,
    TaskOfResponse,
    ValueTask,
    ValueTaskOfResponse,
    AsyncEnumerable,
    TaskOfBytes,
    ValueTaskOfBytes,
}
