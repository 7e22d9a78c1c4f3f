using System.IO.Compression;
using Grpc.Net.Compression;

namespace CodeFirst.Grpc;

/// <summary>Brotli compression (RFC 7932), which grpc-dotnet lacks.</summary>
internal sealed class BrotliCompressionProvider : ICompressionProvider
{
    public string EncodingName => "br";

    /// <summary>Adds Brotli to providers that lack it.</summary>
    public static IList<ICompressionProvider> AddTo(IEnumerable<ICompressionProvider> providers) =>
        [.. providers.Append(new BrotliCompressionProvider()).DistinctBy(static provider => provider.EncodingName)];

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new BrotliStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new BrotliStream(stream, CompressionMode.Decompress);
}
