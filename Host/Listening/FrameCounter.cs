using System.Buffers;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>
/// Finds the frames in what an HTTP/2 client sends, in pieces of any size, and counts those that ask for work and carry nothing. Payloads
/// are skipped, so large requests cost next to nothing. HTTP/1.1 has no frames and is not looked at. RFC 9113, section 4.1:
/// <code>
/// length (24) | type (8) | flags (8) | stream (32) | payload
/// </code>
/// </summary>
/// <param name="flood">Counts them.</param>
/// <param name="onFlood">Called once, when there are too many.</param>
internal sealed class FrameCounter(FrameFlood flood, Action onFlood)
{
    private const int HeaderSize = 9;
    private const byte EndStream = 0x1;

    private readonly byte[] _header = new byte[HeaderSize];
    private int _headerLength;
    private int _prefaceLength;
    private bool _isHttp1;
    private int _toSkip;
    private bool _isFlood;

    private enum FrameType : byte
    {
        Data = 0,
        Headers = 1,
        Reset = 3,
        PushPromise = 5,
        WindowUpdate = 8,
        Continuation = 9,
    }

    // What HTTP/2 begins with, and no request of HTTP/1.1 (RFC 9113, section 3.4).
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Takes the next bytes of the connection.</summary>
    public void Feed(in ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> part in bytes)
        {
            Feed(part.Span);
        }
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_prefaceLength < Preface.Length)
        {
            int length = Math.Min(Preface.Length - _prefaceLength, bytes.Length);
            _isHttp1 |= !bytes[..length].SequenceEqual(Preface.Slice(_prefaceLength, length));
            _prefaceLength += length;
            bytes = bytes[length..];
        }

        while (!_isHttp1 && !bytes.IsEmpty)
        {
            if (_toSkip > 0)
            {
                int skipped = Math.Min(_toSkip, bytes.Length);
                _toSkip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            int taken = Math.Min(HeaderSize - _headerLength, bytes.Length);
            bytes[..taken].CopyTo(_header.AsSpan(_headerLength));
            _headerLength += taken;
            bytes = bytes[taken..];
            if (_headerLength == HeaderSize)
            {
                _headerLength = 0;
                _toSkip = (_header[0] << 16) | (_header[1] << 8) | _header[2];
                Count((FrameType)_header[3], _header[4]);
            }
        }
    }

    private void Count(FrameType type, byte flags)
    {
        if (!_isFlood && IsIdle(type, flags) && flood.Count())
        {
            _isFlood = true;
            onFlood();
        }
    }

    // Kestrel limits streams, resets and headers itself. A reader sends window updates as often as it likes; they are cheap.
    private bool IsIdle(FrameType type, byte flags) => type switch
    {
        FrameType.Headers or FrameType.Reset or FrameType.PushPromise or FrameType.WindowUpdate => false,
        FrameType.Data => _toSkip == 0 && (flags & EndStream) == 0,
        FrameType.Continuation => _toSkip == 0,

        // PING, SETTINGS, PRIORITY, GOAWAY, and what nobody knows.
        _ => true,
    };
}
