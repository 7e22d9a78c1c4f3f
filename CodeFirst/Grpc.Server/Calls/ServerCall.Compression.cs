using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>How a call's messages are compressed, each way.</summary>
/// <remarks>gRPC "Compression".</remarks>
internal sealed partial class ServerCall
{
    private CompressionAlgorithm? _requestCompression;
    private CompressionAlgorithm? _responseCompression;
    private WriteOptions? _writeOptions;
    private bool _responseEncodingSent;

    public override bool IsRequestCompressed => WasRequestCompressed;

    /// <summary>Noted by whoever reads the requests.</summary>
    public bool WasRequestCompressed { get; set; }

    public override string? ResponseCompression
    {
        get => _responseCompression?.Name;
        set
        {
            CompressionAlgorithm? chosen = CompressionAlgorithm.Find(value, nameof(value));
            _responseCompression = !_responseEncodingSent && !ResponseStarted
                ? chosen
                : throw new InvalidOperationException("The response headers have been sent, and they name the encoding; set it before the first message.");
        }
    }

    public override WriteOptions? WriteOptions
    {
        get => _writeOptions;
        set
        {
            _writeOptions = value;
            MayBuffer = value is not null && value.Flags.HasFlag(WriteFlags.BufferHint);
        }
    }

    /// <summary>Whether messages may stay in the batch until it is full or their producer waits.</summary>
    public bool MayBuffer { get; private set; }

    public ReceiveRules ReceiveRules => new(Limits.Receive, _requestCompression);

    /// <summary>How the next message is to be compressed; null for not at all. The first one decides what the headers say.</summary>
    public CompressionAlgorithm? NextCompression
    {
        get
        {
            SendResponseEncoding();
            return _responseCompression is not null && Grpc.WriteOptions.Compresses(_writeOptions) ? _responseCompression : null;
        }
    }

    /// <summary>Learns how the requests are compressed.</summary>
    /// <exception cref="RpcException">UNIMPLEMENTED: in a way that this side does not know. The response says what it knows.</exception>
    public void ReadEncodings()
    {
        string? encoding = Http.Request.Headers.GrpcEncoding;
        bool known = CompressionAlgorithm.TryFind(encoding, out _requestCompression);
        if (!known || _requestCompression is not null)
        {
            Http.Response.Headers.GrpcAcceptEncoding = CompressionAlgorithm.Accepted;
        }

        if (!known)
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, $"requests are compressed with '{encoding}', which is not known here; {CompressionAlgorithm.Accepted} are"));
        }
    }

    /// <summary>Settles how responses are compressed, just before the headers that say so are sent.</summary>
    private void SendResponseEncoding()
    {
        if (_responseEncodingSent)
        {
            return;
        }

        _responseEncodingSent = true;
        if (_responseCompression is not { } wanted)
        {
            return;
        }

        if (!ResponseStarted && wanted.IsAcceptedBy(Http.Request.Headers.GrpcAcceptEncoding.ToString()))
        {
            Http.Response.Headers.GrpcEncoding = wanted.Name;
        }
        else
        {
            _responseCompression = null;
        }
    }
}
