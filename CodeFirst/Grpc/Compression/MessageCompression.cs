using System.IO.Compression;
using Grpc.Net.Compression;

namespace CodeFirst.Grpc;

/// <summary>
/// One way to compress messages, whose decompression takes whole messages only: INTERNAL where the bytes are of another format, cut short or
/// followed by more. How long a message may become is grpc-dotnet's to watch.
/// </summary>
/// <remarks>gRPC "Compression"; <c>deflate</c> is the zlib format (RFC 1950), as it is in HTTP.</remarks>
internal sealed class MessageCompression : ICompressionProvider
{
    private readonly Func<Stream, CompressionLevel?, Stream> _compress;
    private readonly Func<Stream, Decompressor> _decompress;

    private MessageCompression(string name, Func<Stream, CompressionLevel?, Stream> compress, Func<Stream, Decompressor> decompress)
    {
        EncodingName = name;
        _compress = compress;
        _decompress = decompress;
    }

    public string EncodingName { get; }

    /// <summary>
    /// Puts gzip, deflate and br in the place of the packages' own. A provider that the application wrote stays; the packages' ones keep
    /// compressing, at the level they were made with.
    /// </summary>
    /// <param name="providers">What there is, the first of a name being the one that counts.</param>
    public static IList<ICompressionProvider> InPlaceOf(IEnumerable<ICompressionProvider> providers)
    {
        List<ICompressionProvider> all = [.. providers.DistinctBy(static provider => provider.EncodingName)];

        // Members of gzip may follow one another and are one message (RFC 1952, section 2.2).
        Put("gzip", static (to, level) => new GZipStream(to, level, true), static from => new StreamDecompressor(from, static s => new GZipStream(s, CompressionMode.Decompress), readsOn: true));
        Put("deflate", static (to, level) => new ZLibStream(to, level, true), static from => new StreamDecompressor(from, static s => new ZLibStream(s, CompressionMode.Decompress), readsOn: false));
        Put("br", static (to, level) => new BrotliStream(to, level, true), static from => new BrotliDecompressor(from));
        return all;

        void Put(string name, Func<Stream, CompressionLevel, Stream> compress, Func<Stream, Decompressor> decompress)
        {
            int index = all.FindIndex(provider => provider.EncodingName == name);
            if (index < 0)
            {
                all.Add(new MessageCompression(name, (to, level) => compress(to, level ?? CompressionLevel.Fastest), decompress));
            }
            else if (all[index] is GzipCompressionProvider or DeflateCompressionProvider)
            {
                all[index] = new MessageCompression(name, all[index].CreateCompressionStream, decompress);
            }
        }
    }

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => _compress(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => new WholeMessageStream(EncodingName, _decompress(stream));
}
