using System.Buffers.Binary;
using System.Net.Sockets;

namespace Benchmarks.Micro.Http2;

/// <summary>
/// One end of an HTTP/2 connection that allocates nothing in use, so that what is allocated while it talks to the other end
/// is the other end's. Keeps the connection itself going: settings, pings, flow control.
/// </summary>
internal sealed class FrameConnection(Socket socket) : IDisposable
{
    private const int WindowTop = 1 << 30;
    private const int StreamWindow = 1 << 20;

    private readonly byte[] _received = new byte[4 * (Frame.HeaderSize + Frame.MaxPayload)];
    private readonly byte[] _reply = new byte[64];
    private int _start;
    private int _end;
    private int _taken;

    /// <summary>Sends this side's settings: no table for header compression, windows that no benchmark fills.</summary>
    public void Open()
    {
        Span<byte> settings = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(settings, 0x1);
        BinaryPrimitives.WriteInt32BigEndian(settings[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(settings[6..], 0x4);
        BinaryPrimitives.WriteInt32BigEndian(settings[8..], StreamWindow);
        Reply(FrameType.Settings, 0, settings);
        Grant(WindowTop);
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>Reads exactly so many bytes and throws them away.</summary>
    public void Skip(int count)
    {
        while (_end - _start < count)
        {
            if (!Receive())
            {
                throw new EndOfStreamException();
            }
        }

        _start += count;
    }

    /// <summary>Reads the next frame that is a stream's; false when the other end is gone.</summary>
    /// <exception cref="InvalidDataException">The other end gave up a stream or the connection.</exception>
    public bool TryRead(out Frame frame)
    {
        while (TryReadAny(out frame))
        {
            switch (frame.Type)
            {
                case FrameType.Settings when (frame.Flags & Frame.Ack) == 0:
                    Reply(FrameType.Settings, Frame.Ack, []);
                    break;
                case FrameType.Ping when (frame.Flags & Frame.Ack) == 0:
                    Reply(FrameType.Ping, Frame.Ack, frame.Payload);
                    break;
                case FrameType.ResetStream or FrameType.GoAway:
                    throw new InvalidDataException($"the other end sent {frame.Type}: {Convert.ToHexString(frame.Payload)}");
                case FrameType.Data:
                    Take(frame.Payload.Length);
                    return true;
                case FrameType.Headers:
                    return true;
            }
        }

        return false;
    }

    public void Dispose() => socket.Dispose();

    private bool TryReadAny(out Frame frame)
    {
        frame = default;
        while (true)
        {
            ReadOnlySpan<byte> there = _received.AsSpan(_start, _end - _start);
            if (there.Length >= Frame.HeaderSize && there.Length >= Frame.HeaderSize + Frame.PayloadLength(there))
            {
                int length = Frame.PayloadLength(there);
                frame = new Frame(there, there.Slice(Frame.HeaderSize, length));
                _start += Frame.HeaderSize + length;
                return true;
            }

            if (!Receive())
            {
                return false;
            }
        }
    }

    private bool Receive()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_received.Length - _end < Frame.HeaderSize + Frame.MaxPayload)
        {
            Buffer.BlockCopy(_received, _start, _received, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        int count = socket.Receive(_received.AsSpan(_end));
        _end += count;
        return count > 0;
    }

    private void Take(int bytes)
    {
        _taken += bytes;
        if (_taken > WindowTop / 2)
        {
            Grant(_taken);
            _taken = 0;
        }
    }

    private void Grant(int bytes)
    {
        Span<byte> increment = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(increment, bytes);
        Reply(FrameType.WindowUpdate, 0, increment);
    }

    private void Reply(FrameType type, byte flags, ReadOnlySpan<byte> payload) => Send(_reply.AsSpan(0, Frame.Write(_reply, type, flags, 0, payload)));
}
