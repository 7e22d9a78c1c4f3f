namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Passes everything on, and reports what the server begins with. A server that says nothing ends the connection.</summary>
/// <param name="inner">The connection after the TLS handshake.</param>
/// <param name="report">Gets what the server began with, once, and what the read failed with.</param>
internal sealed class ServerPrefaceStream(Stream inner, Action<ServerPreface, Exception?> report) : Stream
{
    private const int FrameHeaderSize = 9;
    private const byte SettingsFrame = 4;
    private const byte Acknowledgement = 1;
    private const int SettingSize = 6;

    private readonly byte[] _header = new byte[FrameHeaderSize];
    private int _received;
    private bool _isReported;

    /// <summary>How long a server may say nothing after the handshake. It need not wait for us to begin.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isReported ? inner.ReadAsync(buffer, cancellationToken) : FirstReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> FirstReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException e)
        {
            Report(ServerPreface.Silence);

            // Ends the read as well.
            await inner.DisposeAsync();
            throw new IOException($"The server said nothing for {Patience.TotalSeconds} s after the TLS handshake.", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Report(ServerPreface.Closed, e);
            throw;
        }

        // A read into an empty buffer only waits for data.
        if (count > 0)
        {
            Note(buffer.Span[..count]);
        }
        else if (!buffer.IsEmpty)
        {
            Report(ServerPreface.Closed);
        }

        return count;
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> some = bytes[..Math.Min(bytes.Length, FrameHeaderSize - _received)];
        some.CopyTo(_header.AsSpan(_received));
        _received += some.Length;
        if (_received == FrameHeaderSize)
        {
            Report(IsSettings(_header) ? ServerPreface.Settings : ServerPreface.Other);
        }
    }

    // RFC 9113, sections 4.1 and 6.5: length (24 bits), type, flags, stream.
    private static bool IsSettings(ReadOnlySpan<byte> header) => header is [_, _, _, SettingsFrame, _, 0, 0, 0, 0]
        && (header[4] & Acknowledgement) == 0
        && ((header[0] << 16) | (header[1] << 8) | header[2]) % SettingSize == 0;

    private void Report(ServerPreface preface, Exception? failure = null)
    {
        if (!_isReported)
        {
            _isReported = true;
            report(preface, failure);
        }
    }
}
