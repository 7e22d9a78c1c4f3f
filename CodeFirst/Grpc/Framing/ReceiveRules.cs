using CodeFirst.Grpc.Compression;

namespace CodeFirst.Grpc.Framing;

/// <summary>What messages of one direction of one call are taken.</summary>
/// <param name="Limit">Longest message, in bytes, before and after decompression; null for no limit.</param>
/// <param name="Compression">How messages flagged as compressed are compressed; null: none may be.</param>
internal readonly record struct ReceiveRules(int? Limit, CompressionAlgorithm? Compression)
{
    public int Longest => Limit ?? Array.MaxLength;
}
