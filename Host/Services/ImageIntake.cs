using System.Threading.Channels;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// A call that stores images. While some are stored, the next are read; all that have arrived by then are stored together. Stored images
/// are acknowledged at once. A client that does not read its acknowledgements gets the latest once it does.
/// </summary>
internal sealed partial class ImageIntake(IWritableMap map, ILogger logger, CallRecord? record, CancellationToken callEnds)
{
    private readonly Channel<Stored> _acknowledgements = Channel.CreateBounded<Stored>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private Exception? _failure;

    public async IAsyncEnumerable<Stored> RunAsync(IAsyncEnumerable<Image> images)
    {
        using var pending = new PendingImages();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(callEnds);
        Task reading = Task.Run(() => ReadAsync(images, pending, ends.Token), CancellationToken.None);
        Task storing = Task.Run(() => StoreAsync(pending, ends.Token), CancellationToken.None);
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
    private async Task ReadAsync(IAsyncEnumerable<Image> images, PendingImages pending, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Image image in images.WithCancellation(cancellationToken))
            {
                record?.Count(image.Bytes.Length);
                await pending.AddAsync(Check(image), cancellationToken);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }

        pending.Complete();
    }

    private async Task StoreAsync(PendingImages pending, CancellationToken cancellationToken)
    {
        long count = 0;
        try
        {
            while (await pending.TakeAsync(cancellationToken) is { } images)
            {
                long version = await map.StoreAsync(images, cancellationToken);
                count += images.Count;
                _acknowledgements.Writer.TryWrite(new Stored { Count = count, Version = version });
            }

            // Ends the call after everything before the failure is acknowledged.
            _acknowledgements.Writer.TryComplete(_failure);
        }
        catch (MapWriteException e)
        {
            NotStored(logger, map.Name, count, e);
            _acknowledgements.Writer.TryComplete(new RpcException(new Status(StatusCode.Unavailable, $"images could not be stored in map '{map.Name}': {e.Message}", e)));
        }
        catch (Exception e)
        {
            _acknowledgements.Writer.TryComplete(e);
        }
    }

    private CellImage Check(Image image)
    {
        if (!map.Grid.TryGetCell(image.X, image.Y, out Cell cell, out GridError? error))
        {
            throw error.ToRpcException();
        }

        return image.Bytes.IsEmpty
            ? throw new RpcException(new Status(StatusCode.InvalidArgument, $"the image of ({image.X}, {image.Y}) is empty; an image has at least one byte"))
            : new CellImage(cell, image.Bytes);
    }

    [LoggerMessage(20, LogLevel.Error, "images could not be stored in map={Name} after {Count} of a call")]
    private static partial void NotStored(ILogger logger, string name, long count, Exception exception);
}
