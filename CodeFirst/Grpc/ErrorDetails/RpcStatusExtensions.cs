using CodeFirst.Grpc.Protocol;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>Takes a <see cref="RpcStatus"/> to and from the exceptions and metadata that carry it.</summary>
public static class RpcStatusExtensions
{
    /// <summary>An exception that ends a call with this status and its details.</summary>
    /// <exception cref="ArgumentException">The code is that of OK, or of no status.</exception>
    public static RpcException ToRpcException(this RpcStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (!Enum.IsDefined((StatusCode)status.Code) || status.Code == (int)StatusCode.OK)
        {
            throw new ArgumentException($"A call cannot fail with the code {status.Code}; it is a StatusCode other than OK.", nameof(status));
        }

        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return new RpcException(new Status((StatusCode)status.Code, status.Message), trailers);
    }

    /// <summary>The status with details that the server sent, or null.</summary>
    /// <exception cref="ProtobufException">What was sent is no such message.</exception>
    public static RpcStatus? GetRpcStatus(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Trailers.GetRpcStatus();
    }

    /// <summary>The status with details in trailing metadata, or null.</summary>
    /// <exception cref="ProtobufException">What is there is no such message.</exception>
    public static RpcStatus? GetRpcStatus(this Metadata trailers)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        return trailers.GetValueBytes(GrpcHeaders.StatusDetails) is { } bytes ? MessageTypes.SerializerOf<RpcStatus>().Read(bytes) : null;
    }

    /// <summary>Puts a status with details into trailing metadata, in place of one that is there.</summary>
    public static void SetRpcStatus(this Metadata trailers, RpcStatus status)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        ArgumentNullException.ThrowIfNull(status);
        while (trailers.Get(GrpcHeaders.StatusDetails) is { } before)
        {
            trailers.Remove(before);
        }

        trailers.Add(GrpcHeaders.StatusDetails, MessageTypes.SerializerOf<RpcStatus>().ToArray(status));
    }
}
