using System.Globalization;
using System.Runtime.CompilerServices;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Stores the images of an area, always in the same order, so that after a lost connection it goes on with the first that was not acknowledged.</summary>
internal sealed class Upload(IMapSource source, GridArea area, SatelliteConnection connection, Progress progress, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // A server that is started anew, or a line that is down for a moment, is back by then.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private IOException? _readFailure;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        long lastProgress = time.GetTimestamp();
        while (true)
        {
            long before = progress.Images;
            try
            {
                await SendAsync(cancellationToken);
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && _readFailure is null && !cancellationToken.IsCancellationRequested)
            {
                if (progress.Images > before)
                {
                    pause = FirstPause;
                    lastProgress = time.GetTimestamp();
                }

                string stored = string.Create(CultureInfo.InvariantCulture, $"{progress.Images:N0} images are stored");
                if (time.GetElapsedTime(lastProgress) + pause > Patience)
                {
                    throw new CliException(ExitCode.CallFailed, $"{StatusName.Of(e.StatusCode)}: {Printable.Line(e.Status.Detail)}\n{stored}; the same command stores the rest.", e);
                }

                progress.Clear();
                Stderr.Note(string.Create(CultureInfo.InvariantCulture, $"{stored}; {Printable.Line(e.Status.Detail)}. Trying again in {pause.TotalSeconds:0.#} s."));
                await Task.Delay(pause, time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception e) when (_readFailure is not null && e is not CliException)
            {
                throw CliException.LocalFile($"cannot read the images: {_readFailure.Message}", _readFailure);
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested && progress.Images > 0)
            {
                progress.Clear();
                Stderr.Note(string.Create(CultureInfo.InvariantCulture, $"{progress.Images:N0} images are stored; what ended it:"));
                throw;
            }
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        // Lengths of the images that were sent and not acknowledged; filled by who sends, emptied by who hears.
        var lengths = new Queue<int>();
        long start = progress.Images;
        await foreach (Stored stored in connection.Archive.PutImages(ReadAsync(start, lengths, cancellationToken), connection.NewCall(cancellationToken)))
        {
            Acknowledge(start + stored.Count - progress.Images, lengths);
        }
    }

    private void Acknowledge(long images, Queue<int> lengths)
    {
        long bytes = 0;
        lock (lengths)
        {
            for (long i = 0; i < images && lengths.TryDequeue(out int length); i++)
            {
                bytes += length;
            }
        }

        progress.Advance(images, bytes);
    }

    // The message is good until the next is asked for: it has been sent by then.
    private async IAsyncEnumerable<Image> ReadAsync(long skip, Queue<int> lengths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var message = new Image();
        await using IAreaReader reader = source.OpenArea(area);
        while (await WaitToReadAsync(reader, cancellationToken))
        {
            while (reader.TryRead(out CellImage image))
            {
                if (skip-- > 0)
                {
                    continue;
                }

                lock (lengths)
                {
                    lengths.Enqueue(image.Bytes.Length);
                }

                message.X = image.Cell.X;
                message.Y = image.Cell.Y;
                message.Bytes = image.Bytes;
                yield return message;
            }
        }
    }

    // A call hides what its producer fails of.
    private async ValueTask<bool> WaitToReadAsync(IAreaReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.WaitToReadAsync(cancellationToken);
        }
        catch (IOException e)
        {
            _readFailure = e;
            throw;
        }
    }
}
