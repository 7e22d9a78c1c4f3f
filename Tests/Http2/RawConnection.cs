using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;

namespace Tests.Http2;

/// <summary>
/// An HTTP/2 connection whose frames a test writes itself: the one raw client of all suites. It reads all that comes and gives
/// flow-control windows back, and shows each stream its frames.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private const int PrefixSize = 9;
    private const byte Ack = 0x1;
    private const int InitialWindowSize = 0x4;

    // HEADER_TABLE_SIZE is 0: see Hpack.
    private static readonly byte[] Settings = [0, 1, 0, 0, 0, 0];

    private readonly TcpClient _tcp;
    private readonly Stream _network;
    private readonly ConcurrentDictionary<int, RawStream> _streams = new();
    private readonly TaskCompletionSource<int?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private Task _reading = Task.CompletedTask;
    private int _lastStream = -1;
    private int? _goAway;

    // What the server lets this client send: on the connection, and on a stream that begins. The lock guards them and the streams' own.
    private readonly Lock _lock = new();
    private long _credit = 65_535;
    private long _streamCredit = 65_535;
    private TaskCompletionSource _changed = NewSource();

    private RawConnection(TcpClient tcp, Stream network)
    {
        _tcp = tcp;
        _network = network;
    }

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Completed when the server has closed the connection: the error code of its GOAWAY, or null without one.</summary>
    public Task<int?> EndAsync() => _end.Task.Patiently();

    private string Scheme => _network is SslStream ? "https" : "http";

    /// <param name="tls">How to prove oneself where the address is one of https.</param>
    public static async Task<RawConnection> OpenAsync(string address, SslClientAuthenticationOptions? tls = null)
    {
        var uri = new Uri(address);
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(uri.Host, uri.Port).Patiently();
        Stream network = tcp.GetStream();
        if (tls is not null)
        {
            var secured = new SslStream(network);
            await secured.AuthenticateAsClientAsync(tls).Patiently();
            network = secured;
        }

        var connection = new RawConnection(tcp, network);
        await connection.WriteAsync(Preface.ToArray());
        await connection.SendAsync(FrameType.Settings, 0, 0, Settings);
        connection._reading = connection.ReadAsync();
        return connection;
    }

    /// <summary>A stream of the next number, of which nothing has been sent.</summary>
    /// <param name="givesCredit">Whether the peer is let to send more than the first 65,535 bytes.</param>
    public RawStream NewStream(bool givesCredit = true)
    {
        lock (_lock)
        {
            var stream = new RawStream(this, Interlocked.Add(ref _lastStream, 2)) { GivesCredit = givesCredit, Credit = _streamCredit };
            _streams[stream.Id] = stream;
            return stream;
        }
    }

    /// <summary>Makes one call on a connection of its own, whose request is these bytes, and gives how it ended.</summary>
    public static async Task<RawEnd> CallAsync(string address, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        await using RawConnection connection = await OpenAsync(address);
        return await connection.CallAsync(path, body, headers);
    }

    /// <summary>Makes one call, whose request is these bytes, and gives how it ended.</summary>
    public async Task<RawEnd> CallAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        RawStream stream = NewStream();
        await stream.SendHeadersAsync([.. RawStream.Headers(path, Scheme).Select(h => (h.Key, h.Value)), .. headers]);
        await stream.SendAllAsync(body);
        return await stream.EndAsync();
    }

    /// <summary>Waits until the server takes so many bytes of a stream, or wants no more of it.</summary>
    public async Task WaitForCreditAsync(RawStream stream, int count)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (stream.IsOver || (_credit >= count && stream.Credit >= count))
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.Patiently();
        }
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
        if (type == FrameType.Data)
        {
            Give(-payload.Length, stream, -payload.Length);
        }

        return WriteAsync(frame);
    }

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        await _reading.Patiently();
        _writing.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Changes what may be sent, and lets those who wait look again.</summary>
    private void Give(long credit, int stream, long streamCredit)
    {
        lock (_lock)
        {
            _credit += credit;
            if (_streams.TryGetValue(stream, out RawStream? owner))
            {
                owner.Credit += streamCredit;
            }

            _changed.SetResult();
            _changed = NewSource();
        }
    }

    private void TakeSettings(byte[] payload)
    {
        for (int i = 0; i < payload.Length; i += 6)
        {
            if (BinaryPrimitives.ReadInt16BigEndian(payload.AsSpan(i)) == InitialWindowSize)
            {
                lock (_lock)
                {
                    long more = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(i + 2)) - _streamCredit;
                    _streamCredit += more;
                    foreach (RawStream stream in _streams.Values)
                    {
                        stream.Credit += more;
                    }
                }
            }
        }
    }

    private async Task WriteAsync(byte[] bytes)
    {
        Assert.IsTrue(await _writing.WaitAsync(Waiting.Patience), "another write hangs");
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

        Give(0, 0, 0);
        _end.TrySetResult(_goAway);
    }

    private async Task TakeAsync(RawFrame frame, int stream)
    {
        switch (frame.Type)
        {
            case FrameType.Settings when (frame.Flags & Ack) == 0:
                TakeSettings(frame.Payload);
                await SendAsync(FrameType.Settings, Ack, 0, []);
                break;
            case FrameType.Ping when (frame.Flags & Ack) == 0:
                await SendAsync(FrameType.Ping, Ack, 0, frame.Payload);
                break;
            case FrameType.WindowUpdate:
                int credit = BinaryPrimitives.ReadInt32BigEndian(frame.Payload);
                Give(stream == 0 ? credit : 0, stream, credit);
                break;
            case FrameType.GoAway:
                _goAway = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(4));
                break;
            case FrameType.Data when frame.Payload.Length > 0:
                byte[] taken = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(taken, frame.Payload.Length);
                await SendAsync(FrameType.WindowUpdate, 0, 0, taken);
                if (_streams.TryGetValue(stream, out RawStream? reader) && reader.GivesCredit)
                {
                    await SendAsync(FrameType.WindowUpdate, 0, stream, taken);
                }

                break;
        }

        if (_streams.TryGetValue(stream, out RawStream? owner))
        {
            owner.Take(frame);
        }

        Give(0, 0, 0);
    }
}
