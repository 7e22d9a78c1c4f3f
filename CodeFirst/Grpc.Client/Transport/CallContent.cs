using System.Net;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Client;

/// <summary>The body of a call's request.</summary>
internal abstract class CallContent : HttpContent
{
    protected CallContent() => Headers.TryAddWithoutValidation("content-type", Protocol.GrpcContentType.Value);

    /// <summary>Why no more requests come, if the fault is on this side: it then is what the caller is to see.</summary>
    public virtual Exception? Failure => null;

    /// <summary>From now on stops when the call is ended from this side.</summary>
    public virtual void StopWith(CancellationToken callEnds)
    {
    }

    /// <summary>Stops sending, since the call is over. Never throws.</summary>
    public virtual void Stop()
    {
    }

    protected static RpcException Unwritable(ProtobufException cause) =>
        new(new Status(StatusCode.Internal, "the request message cannot be written: " + cause.Message, cause));

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected abstract override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken);

    protected sealed override bool TryComputeLength(out long length)
    {
        // gRPC requests carry no content-length.
        length = 0;
        return false;
    }
}
