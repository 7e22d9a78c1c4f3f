using System.Buffers;

namespace CodeFirst.Grpc.Compression;

/// <summary>By one of .NET's streams.</summary>
/// <param name="compressed">The message.</param>
/// <param name="open">Opens the stream.</param>
/// <param name="readsOn">Whether the stream, when it has come to an end with the last byte, asks whether another member follows.</param>
internal sealed class StreamDecompressor(in ReadOnlySequence<byte> compressed, Func<Stream, Stream> open, bool readsOn) : Decompressor
{
    private readonly CompressedSource _source = new(compressed);
    private Stream? _stream;

    // .NET's own streams write nothing at all for an empty message, so peers may send that.
    public override bool IsWhole => _source.IsEmpty || (_source.IsUsedUp && _source.ReadsBeyond == (readsOn ? 1 : 0));

    public override int Read(byte[] buffer, int offset, int count) => (_stream ??= open(_source)).Read(buffer, offset, count);

    public override void Dispose()
    {
        _stream?.Dispose();
        _source.Dispose();
    }
}
