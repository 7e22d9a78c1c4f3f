using System.IO.Compression;
using Grpc.Net.Compression;

namespace CodeFirst.Grpc;

/// <summary>Messages compressed with Brotli (RFC 7932), which the packages do not bring.</summary>
internal sealed class BrotliCompressionProvider : ICompressionProvider
{
    public string EncodingName => "br";

    /// <summary>The providers, and this one if there is none of its name.</summary>
    public static IList<ICompressionProvider> AddTo(IEnumerable<ICompressionProvider> providers) =>
        [.. providers.Append(new BrotliCompressionProvider()).DistinctBy(static provider => provider.EncodingName)];

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new BrotliStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new BrotliStream(stream, CompressionMode.Decompress);
}
