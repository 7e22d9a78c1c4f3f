using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Server;

/// <summary>A question about the schema.</summary>
[DataContract(Namespace = Package)]
internal sealed class ServerReflectionRequest
{
    /// <summary>What the messages of both versions belong to.</summary>
    public const string Package = "grpc.reflection.v1";

    /// <summary>The host that the client asks, echoed.</summary>
    [DataMember(Order = 1)]
    public string Host { get; set; } = "";

    /// <summary>Asks for a file by its path.</summary>
    [DataMember(Order = 3)]
    [OneOf("message_request")]
    public string? FileByFilename { get; set; }

    /// <summary>Asks for the file that declares a symbol, given by its full name: a service, method, message, field, enum or enum value.</summary>
    [DataMember(Order = 4)]
    [OneOf("message_request")]
    public string? FileContainingSymbol { get; set; }

    /// <summary>Asks for the file that declares an extension.</summary>
    [DataMember(Order = 5)]
    [OneOf("message_request")]
    public ExtensionRequest? FileContainingExtension { get; set; }

    /// <summary>Asks which extensions a message, given by its full name, has.</summary>
    [DataMember(Order = 6)]
    [OneOf("message_request")]
    public string? AllExtensionNumbersOfType { get; set; }

    /// <summary>Asks which services there are; what the text says does not matter.</summary>
    [DataMember(Order = 7)]
    [OneOf("message_request")]
    public string? ListServices { get; set; }
}

/// <summary>Names an extension.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class ExtensionRequest
{
    /// <summary>Full name of the message that is extended.</summary>
    [DataMember(Order = 1)]
    public string ContainingType { get; set; } = "";

    /// <summary>The extension's field number.</summary>
    [DataMember(Order = 2)]
    public int ExtensionNumber { get; set; }
}
