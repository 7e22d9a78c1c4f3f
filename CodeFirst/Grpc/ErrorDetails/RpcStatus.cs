using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>
/// <c>google.rpc.Status</c>: how a call ended, with details that programs can read. A handler throws it by
/// <see cref="RpcStatusExtensions.ToRpcException(RpcStatus)"/>; a client finds it by <see cref="RpcStatusExtensions.GetRpcStatus(RpcException)"/>.
/// </summary>
/// <remarks>Sent in the trailer <c>grpc-status-details-bin</c>; google/rpc/status.proto.</remarks>
[DataContract(Name = "Status", Namespace = "google.rpc")]
public sealed class RpcStatus
{
    /// <summary>The number of a <see cref="StatusCode"/> other than OK.</summary>
    [DataMember(Order = 1)]
    public int Code { get; set; }

    /// <summary>What happened, in words.</summary>
    [DataMember(Order = 2)]
    public string Message { get; set; } = "";

    /// <summary>Messages that say more, such as a <see cref="BadRequest"/> or an <see cref="ErrorInfo"/>; usually one of a type.</summary>
    [DataMember(Order = 3)]
    public List<Any> Details { get; set; } = [];

    /// <summary>The first detail of a type, or null.</summary>
    /// <exception cref="InvalidOperationException">The type is no message.</exception>
    /// <exception cref="Protobuf.ProtobufException">The detail's bytes are no such message.</exception>
    public T? GetDetail<T>()
        where T : class => Details.Find(d => d.Is<T>())?.Unpack<T>();
}
