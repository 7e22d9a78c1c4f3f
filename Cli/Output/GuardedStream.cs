namespace CodeFirstSatellite.Cli.Output;

/// <summary>Passes output on, and tells when that fails: a full disk, a descriptor that is closed, a reader that has gone.</summary>
/// <param name="inner">Where the output goes.</param>
/// <param name="onFailure">Decides what a failure means; if it returns, the output is lost.</param>
internal sealed class GuardedStream(Stream inner, Action<Exception> onFailure) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>For output that a command is for.</summary>
    /// <param name="inner">Where it goes.</param>
    /// <param name="name">Its name in the message.</param>
    /// <remarks>Throws <see cref="ClosedPipeException"/> when the reader has gone, else <see cref="CliException"/>.</remarks>
    public static GuardedStream OfData(Stream inner, string name) => new(
        inner,
        e => throw (e is IOException io && StandardOutput.IsClosedPipe(io)
            ? new ClosedPipeException(e)
            : CliException.LocalFile($"{name}: cannot write: {e.Message}", e)));

    /// <summary>For messages. Where nobody can read them, a command goes on without.</summary>
    public static GuardedStream OfMessages(Stream inner) => new(inner, static _ => { });

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
            inner.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onFailure(e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Each write has done so.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>The reader of the output has gone. This is not an error.</summary>
internal sealed class ClosedPipeException(Exception cause) : Exception("The reader of the output has gone.", cause);
