using System.IO.Compression;
using CodeFirst.Grpc.Compression;

namespace CodeFirst.Grpc.Client;

/// <summary>How the requests of one call are put into frames.</summary>
internal readonly struct RequestEncoding(GrpcChannel channel, Method method, in CallContext context)
{
    private readonly CallContext _context = context;

    /// <summary>Longest message, in bytes; null for no limit.</summary>
    public int? Limit { get; } = channel.RouteOf(method).Limits.Send;

    public CompressionLevel Level { get; } = channel.CompressionLevel;

    /// <summary>How the next message is to be compressed; null for not at all. The caller may choose anew for each.</summary>
    public CompressionAlgorithm? Compression => _context.RequestCompression;
}
