using System.Threading.Channels;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// A call that stores images. While some are stored, the next are read; all that have arrived by then are stored together. Stored images
/// are acknowledged at once. A client that does not read its acknowledgements gets the latest once it does.
/// </summary>
internal sealed partial class ImageIntake(
    IWritableMap map,
    long? taken,
    HostMetrics metrics,
    AuditLog audit,
    ClientIdentity? client,
    ILogger logger,
    CallRecord? record,
    CancellationToken callEnds)
{
    // Together some 4 MB. As much is stored at once.
    private const int Places = 1_000;
    private const int BytesOfPlace = 4 * 1024;

    // What has come and is not being stored yet. A large image takes several places: itself, and empty ones after it.
    private readonly Channel<CellImage> _pending = Channel.CreateBounded<CellImage>(
        new BoundedChannelOptions(Places) { SingleReader = true, SingleWriter = true });

    private readonly Channel<Stored> _acknowledgements = Channel.CreateBounded<Stored>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public async IAsyncEnumerable<Stored> RunAsync(IAsyncEnumerable<Image> images)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(callEnds);
        Task reading = Task.Run(() => ReadAsync(images, ends.Token), CancellationToken.None);
        Task storing = Task.Run(() => StoreAsync(ends.Token), CancellationToken.None);
        try
        {
            await foreach (Stored stored in _acknowledgements.Reader.ReadAllAsync(callEnds))
            {
                yield return stored;
            }
        }
        finally
        {
            await ends.CancelAsync();
            await reading;
            await storing;
        }
    }

    /// <summary>Reads images until the end or the first bad image. Those before it are stored in any case.</summary>
    private async Task ReadAsync(IAsyncEnumerable<Image> images, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Image image in images.WithCancellation(cancellationToken))
            {
                record?.Count(image.Bytes.Length);
                await _pending.Writer.WriteAsync(Check(image), cancellationToken);
                for (int more = (image.Bytes.Length - 1) / BytesOfPlace; more > 0; more--)
                {
                    await _pending.Writer.WriteAsync(default, cancellationToken);
                }
            }

            _pending.Writer.Complete();
        }
        catch (Exception e)
        {
            _pending.Writer.Complete(e);
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        (long count, long older) = (0, 0);
        try
        {
            // Throws the reader's exception, after everything before it is acknowledged.
            while (await _pending.Reader.WaitToReadAsync(cancellationToken))
            {
                List<CellImage> images = Take();
                if (images.Count > 0)
                {
                    StoreResult result = await metrics.StoreAsync(map, images, taken, cancellationToken);
                    count += images.Count;
                    older += result.Older;
                    audit.NoteStored(client, map.Name, images.Count, result.Version);
                    _acknowledgements.Writer.TryWrite(new Stored { Count = count, Version = result.Version, Older = older });
                }
            }

            _acknowledgements.Writer.TryComplete();
        }
        catch (MapWriteException e)
        {
            NotStored(logger, map.Name, count, e);
            var status = new Status(StatusCode.Unavailable, $"images could not be stored in map '{map.Name}': {e.Message}", e);
            _acknowledgements.Writer.TryComplete(new RpcException(status));
        }
        catch (Exception e)
        {
            _acknowledgements.Writer.TryComplete(e);
        }
    }

    // All waiting images, up to as many as there are places, since more arrive meanwhile.
    private List<CellImage> Take()
    {
        var images = new List<CellImage>();
        for (int places = 0; places < Places && _pending.Reader.TryRead(out CellImage image); places++)
        {
            if (!image.Bytes.IsEmpty)
            {
                images.Add(image);
            }
        }

        return images;
    }

    private CellImage Check(Image image)
    {
        if (!map.Grid.TryGetCell(image.X, image.Y, out Cell cell, out GridError? error))
        {
            throw error.ToRpcException();
        }

        return image.Bytes.IsEmpty
            ? throw new RpcException(
                new Status(StatusCode.InvalidArgument, $"the image of ({image.X}, {image.Y}) is empty; an image has at least one byte"))
            : new CellImage(cell, image.Bytes);
    }

    [LoggerMessage(20, LogLevel.Error, "images could not be stored in map={Name} after {Count} of a call")]
    private static partial void NotStored(ILogger logger, string name, long count, Exception exception);
}
