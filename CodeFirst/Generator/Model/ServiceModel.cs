namespace CodeFirst.Generator.Model;

/// <summary>A <c>[Service]</c> interface.</summary>
/// <param name="Package">The package, empty for none.</param>
/// <param name="ProtoName">Its name without the package.</param>
/// <param name="Methods">The compiled methods in order of declaration.</param>
/// <param name="Others">The methods that protobuf-net.Grpc handles.</param>
/// <param name="Warnings">Ids of warnings that the declarations cause where they are used.</param>
internal sealed record ServiceModel(
    LocalType Type,
    string Package,
    string ProtoName,
    bool IsPublic,
    EquatableArray<MethodModel> Methods,
    EquatableArray<OtherMethod> Others,
    EquatableArray<string> Warnings)
{
    /// <summary><c>package.Service</c>, the first part of every route.</summary>
    public string FullName => Package.Length == 0 ? ProtoName : Package + "." + ProtoName;

    /// <summary>The methods whose messages are in a schema.</summary>
    public IEnumerable<MethodModel> InSchema => Methods.Where(m => !m.Request.IsForeign && !m.Response.IsForeign);

    /// <summary>The messages that the service's schema refers to.</summary>
    public IEnumerable<ProtoTypeRef> References => InSchema.SelectMany(m => m.Messages);
}

/// <summary>A method that protobuf-net.Grpc handles.</summary>
/// <param name="ProtoName">The name on the wire.</param>
/// <param name="Result">The result as generated code declares it.</param>
/// <param name="Signature">The name and parameters as generated code declares them.</param>
/// <param name="Call">The call of the same method on another object.</param>
internal sealed record OtherMethod(string ProtoName, string Result, string Signature, string Call);

/// <summary>A compiled method.</summary>
/// <param name="ProtoName">The name on the wire.</param>
/// <param name="Request">The request message; google.protobuf.Empty where the method has none.</param>
/// <param name="Response">The response message; google.protobuf.Empty where the method has none.</param>
/// <param name="RequestParameter">Name of the request parameter, or null.</param>
/// <param name="ContextParameter">The kind of the last parameter, if it is no request.</param>
/// <param name="TakesStream">Whether the requests are a stream.</param>
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
    public IReadOnlyList<ProtoTypeRef> Messages => [Request, Response];

    public bool ReturnsStream => Shape == ReturnShape.AsyncEnumerable || ReturnsBytes;

    /// <summary>Whether the stream of responses is a <c>System.IO.Stream</c> in C#.</summary>
    public bool ReturnsBytes => Shape is ReturnShape.TaskOfBytes or ReturnShape.ValueTaskOfBytes;

    /// <summary>The name of the call's kind in <c>Grpc.Core.MethodType</c> and in the methods of the runtime.</summary>
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
