using System.IO.Compression;
using Grpc.Net.Compression;

namespace CodeFirst.Grpc;

/// <summary>
/// One way to compress messages, whose decompression ends at the limit of received messages: a few bytes cannot make this side hold
/// more than that.
/// </summary>
/// <remarks>gRPC "Compression"; <c>deflate</c> is the zlib format (RFC 1950), as it is in HTTP.</remarks>
internal sealed class MessageCompression : ICompressionProvider
{
    private readonly Func<Stream, CompressionLevel?, Stream> _compress;
    private readonly Func<Stream, Decompressor> _decompress;
    private readonly Func<int?> _limit;

    private MessageCompression(
        string name, Func<int?> limit, Func<Stream, CompressionLevel?, Stream> compress, Func<Stream, Decompressor> decompress)
    {
        EncodingName = name;
        _limit = limit;
        _compress = compress;
        _decompress = decompress;
    }

    public string EncodingName { get; }

    /// <summary>
    /// Puts gzip, deflate and br in the place of the packages' own. A provider that the application wrote stays; the packages' ones keep
    /// compressing, at the level they were made with.
    /// </summary>
    /// <param name="providers">What there is, the first of a name being the one that counts.</param>
    /// <param name="limit">Gives the size of the longest message, in bytes.</param>
    public static IList<ICompressionProvider> Bound(IEnumerable<ICompressionProvider> providers, Func<int?> limit)
    {
        List<ICompressionProvider> bound = [.. providers.DistinctBy(static provider => provider.EncodingName)];

        // Members of gzip may follow one another and are one message (RFC 1952, section 2.2).
        Put("gzip", static (to, level) => new GZipStream(to, level, true), static from => new StreamDecompressor(from, static s => new GZipStream(s, CompressionMode.Decompress), readsOn: true));
        Put("deflate", static (to, level) => new ZLibStream(to, level, true), static from => new StreamDecompressor(from, static s => new ZLibStream(s, CompressionMode.Decompress), readsOn: false));
        Put("br", static (to, level) => new BrotliStream(to, level, true), static from => new BrotliDecompressor(from));
        return bound;

        void Put(string name, Func<Stream, CompressionLevel, Stream> compress, Func<Stream, Decompressor> decompress)
        {
            int index = bound.FindIndex(provider => provider.EncodingName == name);
            if (index < 0)
            {
                bound.Add(new MessageCompression(name, limit, (to, level) => compress(to, level ?? CompressionLevel.Fastest), decompress));
            }
            else if (bound[index] is GzipCompressionProvider or DeflateCompressionProvider)
            {
                bound[index] = new MessageCompression(name, limit, bound[index].CreateCompressionStream, decompress);
            }
        }
    }

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => _compress(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => new BoundedStream(EncodingName, stream.Length, _decompress(stream), _limit() ?? int.MaxValue);
}
