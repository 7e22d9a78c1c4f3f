using System.Buffers;
using System.IO.Compression;

namespace CodeFirst.Grpc.Compression;

/// <summary>One way to compress messages. Every message is compressed by itself.</summary>
/// <remarks>gRPC "Compression"; <c>deflate</c> is the zlib format (RFC 1950), as it is in HTTP.</remarks>
internal sealed class CompressionAlgorithm
{
    /// <summary>The name of no compression.</summary>
    public const string Identity = "identity";

    private static readonly CompressionAlgorithm[] All =
    [
        new(
            "gzip",
            (target, level) => new GZipStream(target, level, leaveOpen: true),

            // Members may follow one another and are one message (RFC 1952, section 2.2).
            compressed => new StreamDecompressor(compressed, source => new GZipStream(source, CompressionMode.Decompress), readsOn: true)),
        new(
            "deflate",
            (target, level) => new ZLibStream(target, level, leaveOpen: true),
            compressed => new StreamDecompressor(compressed, source => new ZLibStream(source, CompressionMode.Decompress), readsOn: false)),
        new(
            "br",
            (target, level) => new BrotliStream(target, level, leaveOpen: true),
            compressed => new BrotliDecompressor(compressed)),
    ];

    private readonly Func<Stream, CompressionLevel, Stream> _compress;
    private readonly Func<ReadOnlySequence<byte>, Decompressor> _decompress;

    private CompressionAlgorithm(string name, Func<Stream, CompressionLevel, Stream> compress, Func<ReadOnlySequence<byte>, Decompressor> decompress)
    {
        Name = name;
        _compress = compress;
        _decompress = decompress;
    }

    /// <summary>What this side can read, as <c>grpc-accept-encoding</c> says it.</summary>
    public static string Accepted { get; } = string.Join(',', All.Select(a => a.Name).Prepend(Identity));

    /// <summary>The value of <c>grpc-encoding</c>.</summary>
    public string Name { get; }

    /// <summary>Finds an algorithm by its name. Identity is found as null.</summary>
    /// <returns>Whether the name is known.</returns>
    public static bool TryFind(string? name, out CompressionAlgorithm? algorithm)
    {
        algorithm = string.IsNullOrEmpty(name) || name == Identity ? null : Array.Find(All, a => a.Name == name);
        return algorithm is not null || string.IsNullOrEmpty(name) || name == Identity;
    }

    /// <summary>Finds the algorithm that a program asks for.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static CompressionAlgorithm? Find(string? name, string parameterName) => TryFind(name, out CompressionAlgorithm? algorithm)
        ? algorithm
        : throw new ArgumentException($"'{name}' is no message encoding of this runtime; it has {Accepted}.", parameterName);

    /// <summary>Whether a peer that sent this <c>grpc-accept-encoding</c> can read messages compressed so.</summary>
    public bool IsAcceptedBy(ReadOnlySpan<char> acceptEncoding)
    {
        foreach (Range part in acceptEncoding.Split(','))
        {
            if (acceptEncoding[part].Trim().SequenceEqual(Name))
            {
                return true;
            }
        }

        return false;
    }

    public Stream Compress(Stream target, CompressionLevel level) => _compress(target, level);

    public Decompressor Decompress(in ReadOnlySequence<byte> compressed) => _decompress(compressed);
}
