using System.Buffers;
using System.Buffers.Text;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Collects output into large writes. Pending output is written when the buffer is full, or on <see cref="Flush"/>.</summary>
internal sealed class ByteSink(Stream destination, string name) : IBufferWriter<byte>
{
    private readonly GuardedStream _destination = GuardedStream.OfData(destination, name);
    private byte[] _buffer = new byte[64 * 1024];
    private int _pending;

    public void Advance(int count) => _pending += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_pending);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_pending);
    }

    public void Write(byte value)
    {
        Reserve(1);
        _buffer[_pending++] = value;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _pending)
        {
            Flush();
            if (bytes.Length >= _buffer.Length)
            {
                _destination.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_pending));
        _pending += bytes.Length;
    }

    public void WriteRepeated(byte value, long count)
    {
        while (count > 0)
        {
            Reserve(1);
            int run = (int)Math.Min(count, _buffer.Length - _pending);
            _buffer.AsSpan(_pending, run).Fill(value);
            _pending += run;
            count -= run;
        }
    }

    public void WriteNumber(long number)
    {
        const int LongestInt64 = 20;
        Reserve(LongestInt64);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_pending), out int written);
        _pending += written;
    }

    public void WriteBase64(ReadOnlySpan<byte> bytes)
    {
        Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, _buffer.AsSpan(_pending), out _, out int written);
        _pending += written;
    }

    /// <exception cref="ClosedPipeException">The reader of the output has gone.</exception>
    /// <exception cref="CliException">The output cannot be written.</exception>
    public void Flush()
    {
        if (_pending > 0)
        {
            _destination.Write(_buffer.AsSpan(0, _pending));
            _pending = 0;
        }
    }

    private void Reserve(int size)
    {
        if (size <= _buffer.Length - _pending)
        {
            return;
        }

        Flush();
        if (size > _buffer.Length)
        {
            _buffer = new byte[size];
        }
    }
}
