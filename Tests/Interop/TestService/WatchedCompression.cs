using System.IO.Compression;
using Grpc.Net.Compression;

namespace Tests.TestService;

/// <summary>
/// Compresses as another provider does, and tells of every message that is decompressed: which of them came compressed, Grpc.AspNetCore
/// and Grpc.Net.Client keep to themselves.
/// </summary>
/// <param name="provider">The other provider.</param>
/// <param name="decompressing">Called before a message is decompressed, in the flow of the call that reads it.</param>
public sealed class WatchedCompression(ICompressionProvider provider, Action decompressing) : ICompressionProvider
{
    public string EncodingName => provider.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        provider.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        decompressing();
        return provider.CreateDecompressionStream(stream);
    }
}
