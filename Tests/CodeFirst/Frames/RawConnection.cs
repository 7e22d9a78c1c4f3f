using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Tests.CodeFirst.Frames;

/// <summary>
/// An HTTP/2 connection whose frames a test writes itself. It reads all that comes and gives flow-control windows back, and
/// shows each stream its frames.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private const int PrefixSize = 9;
    private const byte Ack = 0x1;

    // HEADER_TABLE_SIZE is 0: see Hpack.
    private static readonly byte[] Settings = [0, 1, 0, 0, 0, 0];

    private readonly TcpClient _tcp;
    private readonly NetworkStream _network;
    private readonly ConcurrentDictionary<int, RawStream> _streams = new();
    private readonly TaskCompletionSource<int?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private Task _reading = Task.CompletedTask;
    private int _lastStream = -1;
    private int? _goAway;

    private RawConnection(TcpClient tcp)
    {
        _tcp = tcp;
        _network = tcp.GetStream();
    }

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Completed when the server has closed the connection: the error code of its GOAWAY, or null without one.</summary>
    public Task<int?> EndAsync() => _end.Task.Patiently();

    public static async Task<RawConnection> OpenAsync(string address)
    {
        var uri = new Uri(address);
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(uri.Host, uri.Port).Patiently();
        var connection = new RawConnection(tcp);
        await connection.WriteAsync(Preface.ToArray());
        await connection.SendAsync(FrameType.Settings, 0, 0, Settings);
        connection._reading = connection.ReadAsync();
        return connection;
    }

    /// <summary>A stream of the next number, of which nothing has been sent.</summary>
    /// <param name="givesCredit">Whether the peer is let to send more than the first 65,535 bytes.</param>
    public RawStream NewStream(bool givesCredit = true)
    {
        var stream = new RawStream(this, Interlocked.Add(ref _lastStream, 2)) { GivesCredit = givesCredit };
        _streams[stream.Id] = stream;
        return stream;
    }

    /// <summary>Sends one frame, whether it makes sense or not.</summary>
    public Task SendAsync(FrameType type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[PrefixSize + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = (byte)type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(PrefixSize));
        return WriteAsync(frame);
    }

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        await _reading.Patiently();
        _writing.Dispose();
    }

    private async Task WriteAsync(byte[] bytes)
    {
        await _writing.WaitAsync(ProbeServer.Patience);
        try
        {
            await _network.WriteAsync(bytes).Patiently();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        byte[] prefix = new byte[PrefixSize];
        try
        {
            while (await _network.ReadAtLeastAsync(prefix, PrefixSize, throwOnEndOfStream: false) == PrefixSize)
            {
                byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix) >> 8];
                await _network.ReadExactlyAsync(payload);
                int stream = BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(5));
                await TakeAsync(new RawFrame((FrameType)prefix[3], prefix[4], payload), stream);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed, by either side.
        }

        foreach (RawStream stream in _streams.Values)
        {
            stream.Complete();
        }

        _end.TrySetResult(_goAway);
    }

    private async Task TakeAsync(RawFrame frame, int stream)
    {
        switch (frame.Type)
        {
            case FrameType.Settings when (frame.Flags & Ack) == 0:
                await SendAsync(FrameType.Settings, Ack, 0, []);
                break;
            case FrameType.Ping when (frame.Flags & Ack) == 0:
                await SendAsync(FrameType.Ping, Ack, 0, frame.Payload);
                break;
            case FrameType.GoAway:
                _goAway = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(4));
                break;
            case FrameType.Data when frame.Payload.Length > 0:
                byte[] credit = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(credit, frame.Payload.Length);
                await SendAsync(FrameType.WindowUpdate, 0, 0, credit);
                if (_streams.TryGetValue(stream, out RawStream? reader) && reader.GivesCredit)
                {
                    await SendAsync(FrameType.WindowUpdate, 0, stream, credit);
                }

                break;
        }

        if (_streams.TryGetValue(stream, out RawStream? owner))
        {
            owner.Take(frame);
        }
    }
}
