using System.Buffers;
using System.IO.Compression;

namespace CodeFirst.Grpc.Compression;

/// <summary>By .NET's decoder of Brotli (RFC 7932), which tells the end of a message from the end of what came.</summary>
internal sealed class BrotliDecompressor(in ReadOnlySequence<byte> compressed) : Decompressor
{
    private BrotliDecoder _decoder;
    private ReadOnlySequence<byte> _rest = compressed;
    private bool _done;

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (!_done)
        {
            OperationStatus status = _decoder.Decompress(_rest.FirstSpan, buffer.AsSpan(offset, count), out int consumed, out int written);
            _rest = _rest.Slice(consumed);
            _done = status == OperationStatus.Done;
            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("the bytes are no Brotli");
            }

            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.NeedMoreData && !TrySkipEmptySegment())
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>Goes on to a segment with bytes; false: there is none.</summary>
    private bool TrySkipEmptySegment()
    {
        while (_rest.FirstSpan.IsEmpty && !_rest.IsEmpty)
        {
            SequencePosition next = _rest.Start;
            _rest.TryGet(ref next, out _);
            _rest = _rest.Slice(next);
        }

        return !_rest.IsEmpty;
    }

    public override bool IsWhole => _done && _rest.IsEmpty;

    public override void Dispose() => _decoder.Dispose();
}
