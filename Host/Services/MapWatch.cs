using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// A watch of a map: the area's images or missed changes, then new changes. It ends with its call, or when the Host begins to stop.
/// </summary>
/// <remarks>A message is valid until the next is read; the runtime has written it by then. So one message object is reused.</remarks>
internal sealed class MapWatch(
    IWatchableMap map,
    WatchRequest request,
    (IMapSource Map, long Version)? beginning,
    int? mostImages,
    HostMetrics metrics,
    ImagePace? pace,
    TimeProvider time,
    CallRecord? record,
    CancellationToken callEnds,
    CancellationToken stopping)
{
    // How often a version that changes nothing in the area is reported, so that a returning client does not resume too early.
    private static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(1);

    private readonly Image _image = new();
    private readonly Change _message = new();

    // The last reported version, and when it was reported.
    private long? _told;
    private long _toldAt;

    public async IAsyncEnumerable<Change> RunAsync()
    {
        // Begins before anything is read, so no change is lost between reading and watching.
        using ChangeCursor cursor = map.Changes.Watch();
        await using CancellationTokenRegistration onEnd = callEnds.UnsafeRegister(Wake, cursor);
        await using CancellationTokenRegistration onStop = stopping.UnsafeRegister(Wake, cursor);
        await using ITimer clock = time.CreateTimer(Wake, cursor, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        GridArea area = request.Area is { } asked
            ? RequestedArea.Check(asked, map.Grid, mostImages, metrics)
            : RequestedArea.CheckSize(map.Grid.Whole, mostImages, metrics);
        if (beginning is var (past, at) && request.Since is null)
        {
            await foreach (Change change in ReadAreaAsync(past, area))
            {
                yield return change;
            }

            // What the map had then is known, so what was missed since is too.
            request.Since = Math.Min(at, cursor.Version);
        }

        IAsyncEnumerable<MapChange>? missed = request.Since is { } since ? await map.ReadChangesAsync(area, since, callEnds) : null;
        if (missed is not null)
        {
            // Another Host may have reported more than this Host has read yet.
            cursor.GoOnAfter(request.Since!.Value);
        }

        await foreach (Change change in missed is null ? ReadAreaAsync(map, area) : ReadMissedAsync(missed, cursor.Version))
        {
            yield return change;
        }

        if (_told != cursor.Version)
        {
            yield return Tell(cursor.Version);
        }

        while (true)
        {
            ThrowIfOver();
            if (cursor.TryRead(area, out AreaChange change))
            {
                yield return Fill(change.Image, change.Version);
            }
            else if (_told == cursor.Version)
            {
                await cursor.WaitAsync();
            }
            else if (MarkInterval - time.GetElapsedTime(_toldAt) is var left && left <= TimeSpan.Zero)
            {
                yield return Tell(cursor.Version);
            }
            else
            {
                // Set anew each time: the timer may fire a little early.
                clock.Change(left, Timeout.InfiniteTimeSpan);
                await cursor.WaitAsync();
            }
        }
    }

    private static void Wake(object? cursor) => ((ChangeCursor)cursor!).Wake();

    private async IAsyncEnumerable<Change> ReadAreaAsync(IMapSource source, GridArea area)
    {
        await using IAreaReader reader = source.OpenArea(area);
        while (await reader.WaitToReadAsync(callEnds))
        {
            while (reader.TryRead(out CellImage image))
            {
                ThrowIfOver();
                if (pace is not null)
                {
                    await pace.WaitAsync(callEnds);
                }

                yield return Fill(image, null);
            }
        }
    }

    // Only the next image shows whether an image is the last of its version, and reading it reuses the memory. So each image is copied.
    private async IAsyncEnumerable<Change> ReadMissedAsync(IAsyncEnumerable<MapChange> changes, long latest)
    {
        byte[] copy = [];
        MapChange? held = null;
        await foreach (MapChange change in changes.WithCancellation(callEnds))
        {
            ThrowIfOver();
            if (held is { } before)
            {
                yield return Fill(before.Image, change.Version == before.Version ? null : before.Version);
                held = null;
            }

            // The feed repeats what was stored since the watch began.
            if (change.Version > latest)
            {
                break;
            }

            if (copy.Length < change.Image.Bytes.Length)
            {
                copy = new byte[change.Image.Bytes.Length];
            }

            change.Image.Bytes.CopyTo(copy);
            held = change with { Image = change.Image with { Bytes = copy.AsMemory(0, change.Image.Bytes.Length) } };
        }

        if (held is { } last)
        {
            yield return Fill(last.Image, last.Version);
        }
    }

    private Change Fill(CellImage image, long? version)
    {
        _image.X = image.Cell.X;
        _image.Y = image.Cell.Y;
        _image.Bytes = image.Bytes;
        _message.Image = _image;
        record?.Count(image.Bytes.Length);
        return Note(version);
    }

    private Change Tell(long version)
    {
        _message.Image = null;
        return Note(version);
    }

    private Change Note(long? version)
    {
        _message.Version = version;
        if (version is not null)
        {
            _told = version;
            _toldAt = time.GetTimestamp();
        }

        return _message;
    }

    private void ThrowIfOver()
    {
        callEnds.ThrowIfCancellationRequested();
        if (stopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is shutting down"));
        }
    }
}
