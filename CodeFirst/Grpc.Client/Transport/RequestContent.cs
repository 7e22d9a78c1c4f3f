using System.Net;
using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Client;

/// <summary>The body of a request of one message.</summary>
/// <remarks>
/// The bytes are an array of their own, not a pooled one: HttpClient may still be sending it when the response is there, and
/// sends it again when the server refuses a stream before it has looked at it.
/// </remarks>
internal sealed class RequestContent : CallContent
{
    [ThreadStatic]
    private static MessageLengths? _lengths;

    private readonly byte[] _framed;

    private RequestContent(byte[] framed) => _framed = framed;

    /// <exception cref="RpcException">INTERNAL: the message cannot be written. RESOURCE_EXHAUSTED: it is too long.</exception>
    public static RequestContent Create<TRequest>(TRequest request, MessageSerializer<TRequest> serializer, in RequestEncoding encoding)
        where TRequest : class
    {
        MessageLengths lengths = _lengths ??= new MessageLengths();
        try
        {
            int length = serializer.Measure(request, lengths);
            MessagePrefix.CheckSend(length, encoding.Limit);
            if (encoding.Compression is { } compression)
            {
                using CompressedFrame frame = CompressedFrame.Of(request, length, lengths, serializer, compression, encoding.Level);
                return new RequestContent(frame.Bytes.ToArray());
            }

            byte[] framed = GC.AllocateUninitializedArray<byte>(MessagePrefix.Size + length);
            MessagePrefix.Write(framed, length);
            serializer.Write(request, length, lengths, framed.AsSpan(MessagePrefix.Size));
            return new RequestContent(framed);
        }
        catch (ProtobufException e)
        {
            throw Unwritable(e);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_framed, cancellationToken).AsTask();
}
