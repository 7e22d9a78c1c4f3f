using System.Buffers;
using System.IO.Compression;

namespace CodeFirst.Grpc;

/// <summary>Decompresses by .NET's decoder of Brotli (RFC 7932), which tells the end of a message from the end of the bytes.</summary>
internal sealed class BrotliDecompressor(Stream compressed) : Decompressor
{
    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(4096);
    private BrotliDecoder _decoder;
    private int _start;
    private int _end;
    private bool _done;

    public override bool IsWhole => _done && _start == _end && compressed.Position == compressed.Length;

    public override int Read(Span<byte> buffer)
    {
        while (!_done)
        {
            OperationStatus status = _decoder.Decompress(_chunk.AsSpan(_start, _end - _start), buffer, out int consumed, out int written);
            _start += consumed;
            _done = status == OperationStatus.Done;
            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("the bytes are no Brotli");
            }

            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.NeedMoreData)
            {
                _chunk.AsSpan(_start, _end - _start).CopyTo(_chunk);
                _end -= _start;
                _start = 0;
                int read = compressed.Read(_chunk.AsSpan(_end));
                _end += read;
                if (read == 0)
                {
                    return 0;
                }
            }
        }

        return 0;
    }

    public override void Dispose()
    {
        _decoder.Dispose();
        ArrayPool<byte>.Shared.Return(_chunk);
    }
}
