using System.Globalization;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// <c>/maps/NAME/changes</c>: which tiles change, at all zoom levels, as server-sent events
/// (https://html.spec.whatwg.org/#server-sent-events). The id of an event is the map's version, so a browser that comes back is told what
/// it missed.
/// </summary>
internal sealed class MapChanges(ViewedMaps maps, IReadOnlyList<CancellationToken> stopping, TimeProvider time)
{
    // Or nobody would notice that a client without HTTP/2, which has pings of its own, has vanished.
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(20);

    public async Task AnswerAsync(HttpContext http)
    {
        IMapSource map = maps.Find(http, ViewedMaps.Watch, areaOf: ViewedMaps.Whole);
        if (map.Watchable is not { } watchable)
        {
            // Tells a browser not to ask again.
            ViewAnswer.SendNothing(http);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource([http.RequestAborted, .. stopping]);

            // Begins before anything is read, so no change is lost between reading and watching.
            using var levels = new LevelCursors(map, watchable);
            await TellAsync(http, levels, new ChangeEvents(http.Response.BodyWriter), ends.Token);
            http.RequestAborted.ThrowIfCancellationRequested();
        }
    }

    private async Task TellAsync(HttpContext http, LevelCursors levels, ChangeEvents events, CancellationToken ends)
    {
        try
        {
            using CancellationTokenRegistration onEnd = ends.UnsafeRegister(Wake, levels);
            await using ITimer pulse = time.CreateTimer(Wake, levels, Pulse, Pulse);
            await BeginAsync(http, levels, events, ends);
            long toldAt = time.GetTimestamp();
            while (!ends.IsCancellationRequested)
            {
                bool isTold = await TellNewAsync(levels, events, ends);
                if (levels.AreIncomplete)
                {
                    // The client comes back, for these too.
                    await events.SendAsync("levels", null, ends);
                    return;
                }

                if (!isTold && time.GetElapsedTime(toldAt) >= Pulse)
                {
                    await events.SendPulseAsync(ends);
                    isTold = true;
                }

                toldAt = isTold ? time.GetTimestamp() : toldAt;
                await levels.WaitAsync();
            }
        }
        catch (MapReplacedException)
        {
            await events.SendAsync("replaced", null, ends);
        }
        catch (WatcherBehindException)
        {
            // The client comes back and says what it has.
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
        }
    }

    private static async Task BeginAsync(HttpContext http, LevelCursors levels, ChangeEvents events, CancellationToken ends)
    {
        string last = http.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length > 0)
        {
            IAsyncEnumerable<ChangedTile>? missed = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long since)
                ? await levels.ReadMissedAsync(since, ends)
                : null;
            if (missed is null)
            {
                await events.SendAsync("unknown", null, ends);
            }
            else
            {
                await foreach (ChangedTile tile in missed.WithCancellation(ends))
                {
                    await events.AddAsync(tile, ends);
                }

                await events.SendTilesAsync(version: null, ends);
            }
        }

        await events.SendAsync("ready", levels.Version, ends);
    }

    private static async Task<bool> TellNewAsync(LevelCursors levels, ChangeEvents events, CancellationToken ends)
    {
        while (levels.TryRead(out ChangedTile tile))
        {
            await events.AddAsync(tile, ends);
        }

        return await events.SendTilesAsync(levels.Version, ends);
    }

    private static void Wake(object? levels) => ((LevelCursors)levels!).Wake();
}
