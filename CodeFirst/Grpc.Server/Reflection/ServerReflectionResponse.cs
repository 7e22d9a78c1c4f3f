using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Server;

/// <summary>The answer to a <see cref="ServerReflectionRequest"/>.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class ServerReflectionResponse
{
    /// <summary>The request's host.</summary>
    [DataMember(Order = 1)]
    public string ValidHost { get; set; } = "";

    /// <summary>The request.</summary>
    [DataMember(Order = 2)]
    public ServerReflectionRequest? OriginalRequest { get; set; }

    /// <summary>The file that was asked for.</summary>
    [DataMember(Order = 4)]
    [OneOf("message_response")]
    public FileDescriptorResponse? FileDescriptorResponse { get; set; }

    /// <summary>The extensions that were asked for.</summary>
    [DataMember(Order = 5)]
    [OneOf("message_response")]
    public ExtensionNumberResponse? AllExtensionNumbersResponse { get; set; }

    /// <summary>The services.</summary>
    [DataMember(Order = 6)]
    [OneOf("message_response")]
    public ListServiceResponse? ListServicesResponse { get; set; }

    /// <summary>Why there is no answer.</summary>
    [DataMember(Order = 7)]
    [OneOf("message_response")]
    public ErrorResponse? ErrorResponse { get; set; }
}

/// <summary>A file and all that it imports.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class FileDescriptorResponse
{
    /// <summary>Each file as a serialized <c>google.protobuf.FileDescriptorProto</c>; the one that was asked for is the first.</summary>
    [DataMember(Order = 1)]
    public List<ReadOnlyMemory<byte>> FileDescriptorProto { get; set; } = [];
}

/// <summary>The extensions of a message.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class ExtensionNumberResponse
{
    /// <summary>Full name of the message.</summary>
    [DataMember(Order = 1)]
    public string BaseTypeName { get; set; } = "";

    /// <summary>Their field numbers.</summary>
    [DataMember(Order = 2)]
    public List<int> ExtensionNumber { get; set; } = [];
}

/// <summary>The services of a server.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class ListServiceResponse
{
    /// <summary>One each.</summary>
    [DataMember(Order = 1)]
    public List<ServiceResponse> Service { get; set; } = [];
}

/// <summary>A service.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class ServiceResponse
{
    /// <summary>Its full name.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";
}

/// <summary>Why there is no answer to a request. The call goes on.</summary>
[DataContract(Namespace = ServerReflectionRequest.Package)]
internal sealed class ErrorResponse
{
    /// <summary>The number of a gRPC status.</summary>
    [DataMember(Order = 1)]
    public int ErrorCode { get; set; }

    /// <summary>The same in words.</summary>
    [DataMember(Order = 2)]
    public string ErrorMessage { get; set; } = "";
}
