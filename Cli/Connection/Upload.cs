using System.Runtime.CompilerServices;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Stores the images of an area, always in the same order, so that after a lost connection it goes on with the first that was not acknowledged.</summary>
internal sealed class Upload(IMapSource source, GridArea area, Progress progress)
{
    private IOException? _readFailure;

    /// <summary>Sends what is not stored yet.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="note">Called when more is stored.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="CliException">The images cannot be read.</exception>
    public async Task SendAsync(SatelliteConnection connection, Action note, CancellationToken cancellationToken)
    {
        // Lengths of the images that were sent and not acknowledged; filled by who sends, emptied by who hears.
        var lengths = new Queue<int>();
        long start = progress.Images;
        try
        {
            await foreach (Stored stored in connection.Archive.PutImages(ReadAsync(start, lengths, cancellationToken), connection.NewCall(cancellationToken)))
            {
                Acknowledge(start + stored.Count - progress.Images, lengths);
                note();
            }
        }
        catch (Exception e) when (_readFailure is not null)
        {
            throw CliException.LocalFile($"cannot read the images: {_readFailure.Message}", e);
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
