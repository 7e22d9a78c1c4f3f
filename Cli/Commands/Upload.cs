using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>
/// Stores the images of an area, always in the same order. After a lost connection it resumes with the first image that was not
/// acknowledged.
/// </summary>
internal sealed class Upload(IMapSource source, GridArea area, long? taken, Progress progress)
{
    private IOException? _readFailure;

    /// <summary>How many images were taken before the map's, and so did not become current.</summary>
    public long Older { get; private set; }

    /// <summary>Sends the images that are not stored yet.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="note">Called when more images are stored.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="CliException">The images cannot be read.</exception>
    public async Task SendAsync(SatelliteConnection connection, Action note, CancellationToken cancellationToken)
    {
        // The lengths of images that were sent but not acknowledged. The sending flow adds, the receiving flow removes.
        var lengths = new ConcurrentQueue<int>();
        (long start, long older) = (progress.Images, Older);
        IAsyncEnumerable<Image> images = ReadAsync(start, lengths, cancellationToken);
        try
        {
            await foreach (Stored stored in connection.PutImages(images, cancellationToken, taken: taken))
            {
                Older = older + stored.Older;
                Acknowledge(start + stored.Count - progress.Images, lengths);
                note();
            }
        }
        catch (Exception e) when (_readFailure is not null)
        {
            throw CliException.LocalFile($"cannot read the images: {_readFailure.Message}", e);
        }
    }

    private void Acknowledge(long images, ConcurrentQueue<int> lengths)
    {
        long bytes = 0;
        for (long i = 0; i < images && lengths.TryDequeue(out int length); i++)
        {
            bytes += length;
        }

        progress.Advance(images, bytes);
    }

    // A message is valid until the next is read; it has been sent by then.
    private async IAsyncEnumerable<Image> ReadAsync(
        long skip, ConcurrentQueue<int> lengths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var message = new Image();
        foreach (GridArea piece in source.Grid.PiecesOf(area))
        {
            await using IAreaReader reader = source.OpenArea(piece);
            while (await WaitToReadAsync(reader, cancellationToken))
            {
                while (reader.TryRead(out CellImage image))
                {
                    if (skip-- > 0)
                    {
                        continue;
                    }

                    lengths.Enqueue(image.Bytes.Length);
                    message.X = image.Cell.X;
                    message.Y = image.Cell.Y;
                    message.Bytes = image.Bytes;
                    yield return message;
                }
            }
        }
    }

    // The call hides the producer's exception.
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
