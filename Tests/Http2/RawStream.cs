using System.Buffers.Binary;
using System.Threading.Channels;

namespace Tests.Http2;

/// <summary>One stream of a <see cref="RawConnection"/>.</summary>
internal sealed class RawStream(RawConnection connection, int id)
{
    private const int MaxFrame = 16 * 1024;

    private readonly Channel<RawFrame> _frames = Channel.CreateUnbounded<RawFrame>();
    private readonly List<byte> _received = [];

    public int Id => id;

    /// <summary>How many bytes the server still takes; the connection's lock guards it.</summary>
    public long Credit { get; set; }

    /// <summary>Whether the server has ended the stream.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the server is let to send more than the first 65,535 bytes.</summary>
    public bool GivesCredit { get; init; } = true;

    /// <summary>The headers of a call as they should be.</summary>
    public static Dictionary<string, string> Headers(string path, string scheme = "http") => new()
    {
        [":method"] = "POST",
        [":scheme"] = scheme,
        [":path"] = path,
        [":authority"] = "localhost",
        ["te"] = "trailers",
        ["content-type"] = "application/grpc",
    };

    public Task SendHeadersAsync(string path, bool end = false) => SendHeadersAsync(Headers(path).Select(h => (h.Key, h.Value)), end);

    public async Task SendHeadersAsync(IEnumerable<(string Name, string Value)> headers, bool end = false)
    {
        byte[] block = Hpack.Encode(headers);
        for (int start = 0; start == 0 || start < block.Length; start += MaxFrame)
        {
            int length = Math.Min(MaxFrame, block.Length - start);
            bool last = start + length == block.Length;
            byte flags = (byte)((last ? RawFrame.EndHeaders : 0) | (start == 0 && end ? RawFrame.EndStream : 0));
            await connection.SendAsync(start == 0 ? FrameType.Headers : FrameType.Continuation, flags, id, block.AsSpan(start, length));
        }
    }

    public Task SendAsync(ReadOnlySpan<byte> data, bool end = false) =>
        connection.SendAsync(FrameType.Data, end ? RawFrame.EndStream : (byte)0, id, data);

    /// <summary>Sends bytes in as many frames as they need and as the server takes them, and ends the request.</summary>
    public async Task SendAllAsync(byte[] data)
    {
        for (int sent = 0; sent < data.Length && !IsOver; sent += MaxFrame)
        {
            int length = Math.Min(MaxFrame, data.Length - sent);
            await connection.WaitForCreditAsync(this, length);
            await SendAsync(data.AsSpan(sent, length));
        }

        await SendAsync([], end: true);
    }

    /// <summary>RFC 9113, section 6.1: the padding's length, the data, the padding.</summary>
    public Task SendPaddedAsync(ReadOnlySpan<byte> data, byte padding, bool end = false) => connection.SendAsync(
        FrameType.Data, (byte)(RawFrame.Padded | (end ? RawFrame.EndStream : 0)), id, [padding, .. data, .. new byte[padding]]);

    public Task SendUnknownAsync() => connection.SendAsync(FrameType.Unknown, 0xFF, id, [1, 2, 3]);

    public Task ResetAsync(int code)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, code);
        return connection.SendAsync(FrameType.Reset, 0, id, payload);
    }

    /// <summary>Waits until as many bytes of messages have come, and takes them.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        while (_received.Count < count)
        {
            RawFrame frame = await NextAsync();
            if (frame.EndsStream || frame.Type == FrameType.Reset)
            {
                Assert.Fail($"The stream ended with {frame.Type}, where a message was waited for.");
            }
        }

        byte[] taken = [.. _received.Take(count)];
        _received.RemoveRange(0, count);
        return taken;
    }

    /// <summary>
    /// Waits until the peer has ended the stream, and gives all that came with it. A peer that has ended it may still reset
    /// it, which can be waited for in the same way.
    /// </summary>
    public async Task<RawEnd> EndAsync()
    {
        var blocks = new List<Dictionary<string, string>>();
        while (true)
        {
            RawFrame frame = await NextAsync();
            if (frame.Type == FrameType.Headers)
            {
                Assert.AreNotEqual(0, frame.Flags & RawFrame.EndHeaders, "the peer's headers fit into one frame");
                blocks.Add(Hpack.Decode(frame.Payload));
            }

            if (frame.Type == FrameType.Reset)
            {
                return new RawEnd(blocks, [.. _received], BinaryPrimitives.ReadInt32BigEndian(frame.Payload));
            }

            if (frame.EndsStream)
            {
                return new RawEnd(blocks, [.. _received], null);
            }
        }
    }

    /// <summary>Called by the connection.</summary>
    public void Take(RawFrame frame)
    {
        IsOver |= frame.EndsStream || frame.Type == FrameType.Reset;
        _frames.Writer.TryWrite(frame);
    }

    /// <summary>Called by the connection, when it is over.</summary>
    public void Complete()
    {
        IsOver = true;
        _frames.Writer.TryComplete(new IOException($"The connection ended under stream {id}."));
    }

    private async Task<RawFrame> NextAsync()
    {
        RawFrame frame = await _frames.Reader.ReadAsync().Patiently();
        if (frame.Type == FrameType.Data)
        {
            Assert.AreEqual(0, frame.Flags & RawFrame.Padded, "nobody here pads");
            _received.AddRange(frame.Payload);
        }

        return frame;
    }
}

/// <summary>How a stream ended.</summary>
/// <param name="Blocks">The header blocks that came: headers and trailers, or one that is both.</param>
/// <param name="Body">What came of messages and has not been taken.</param>
/// <param name="Reset">The error code of a reset; null for an orderly end.</param>
internal sealed record RawEnd(List<Dictionary<string, string>> Blocks, byte[] Body, int? Reset)
{
    public string? HttpStatus => Blocks.FirstOrDefault()?.GetValueOrDefault(":status");

    /// <summary>The last of the blocks, in which the status comes.</summary>
    public Dictionary<string, string> Trailers => Blocks.LastOrDefault() ?? [];

    public string? Status => Trailers.GetValueOrDefault("grpc-status");

    public string Message => Uri.UnescapeDataString(Trailers.GetValueOrDefault("grpc-message") ?? "");

    /// <summary>The messages in the body, each with its flag.</summary>
    public IEnumerable<(byte Flag, byte[] Message)> Messages
    {
        get
        {
            for (int at = 0; at < Body.Length;)
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(at + 1));
                yield return (Body[at], Body[(at + 5)..(at + 5 + length)]);
                at += 5 + length;
            }
        }
    }
}
