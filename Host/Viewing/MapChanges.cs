using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// <c>/maps/NAME/changes</c>: which tiles change, as server-sent events (https://html.spec.whatwg.org/#server-sent-events). The id of an
/// event is the map's version, so a browser that comes back is told what it missed.
/// </summary>
internal sealed class MapChanges(ViewedMaps maps, IReadOnlyList<CancellationToken> stopping, TimeProvider time)
{
    private const int MostTiles = 500;

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
            await TellAsync(http, watchable, new EventWriter(http.Response.BodyWriter, MapTiles.ZoomOf(map)), ends.Token);
            http.RequestAborted.ThrowIfCancellationRequested();
        }
    }

    private async Task TellAsync(HttpContext http, IWatchableMap map, EventWriter events, CancellationToken ends)
    {
        try
        {
            // Begins before anything is read, so no change is lost between reading and watching.
            using ChangeCursor cursor = map.Changes.Watch();
            using CancellationTokenRegistration onEnd = ends.UnsafeRegister(Wake, cursor);
            await using ITimer pulse = time.CreateTimer(Wake, cursor, Pulse, Pulse);
            Grid grid = map.Grid;
            await BeginAsync(http, map, grid, cursor, events, ends);
            long toldAt = time.GetTimestamp();
            while (!ends.IsCancellationRequested)
            {
                bool isTold = false;
                while (cursor.TryRead(grid.Whole, out AreaChange change))
                {
                    events.Add(grid, change.Image.Cell);
                    if (change.Version is not null || events.Count == MostTiles)
                    {
                        await events.SendTilesAsync(change.Version, ends);
                        isTold = true;
                    }
                }

                if (!isTold && time.GetElapsedTime(toldAt) >= Pulse)
                {
                    await events.SendPulseAsync(ends);
                    isTold = true;
                }

                toldAt = isTold ? time.GetTimestamp() : toldAt;
                await cursor.WaitAsync();
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

    private static async Task BeginAsync(
        HttpContext http, IWatchableMap map, Grid grid, ChangeCursor cursor, EventWriter events, CancellationToken ends)
    {
        string last = http.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length > 0)
        {
            IAsyncEnumerable<MapChange>? missed = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long since)
                ? await map.ReadChangesAsync(grid.Whole, since, ends)
                : null;
            if (missed is null)
            {
                await events.SendAsync("unknown", null, ends);
            }
            else
            {
                // Another Host may have reported more than this Host has read yet.
                cursor.GoOnAfter(since);
                await foreach (MapChange change in missed.WithCancellation(ends))
                {
                    events.Add(grid, change.Image.Cell);
                    if (events.Count == MostTiles)
                    {
                        await events.SendTilesAsync(version: null, ends);
                    }
                }

                if (events.Count > 0)
                {
                    await events.SendTilesAsync(version: null, ends);
                }
            }
        }

        await events.SendAsync("ready", cursor.Version, ends);
    }

    private static void Wake(object? cursor) => ((ChangeCursor)cursor!).Wake();

    /// <summary>Writes events.</summary>
    private sealed class EventWriter(PipeWriter output, int zoom)
    {
        private readonly List<(int X, int Y)> _tiles = [];

        /// <summary>The tiles that are not sent yet.</summary>
        public int Count => _tiles.Count;

        public void Add(Grid grid, Cell cell) => _tiles.Add((cell.X, grid.FlipRow(cell.Y)));

        /// <summary>Sends the tiles: <c>{"z":3,"tiles":[[4,2]]}</c>.</summary>
        public async Task SendTilesAsync(long? version, CancellationToken cancellationToken)
        {
            WriteHead("tiles", version);
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteNumber("z", zoom);
                json.WriteStartArray("tiles");
                foreach ((int x, int y) in _tiles)
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(x);
                    json.WriteNumberValue(y);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            _tiles.Clear();
            output.Write("\n\n"u8);
            await output.FlushAsync(cancellationToken);
        }

        /// <summary>Sends an event that says nothing but its name.</summary>
        public async Task SendAsync(string name, long? version, CancellationToken cancellationToken)
        {
            WriteHead(name, version);
            output.Write("{}\n\n"u8);
            await output.FlushAsync(cancellationToken);
        }

        /// <summary>Sends what is no event.</summary>
        public async Task SendPulseAsync(CancellationToken cancellationToken)
        {
            output.Write(":\n\n"u8);
            await output.FlushAsync(cancellationToken);
        }

        private void WriteHead(string name, long? version)
        {
            string id = version is { } known ? string.Create(CultureInfo.InvariantCulture, $"id: {known}\n") : "";
            output.Write(Encoding.ASCII.GetBytes($"{id}event: {name}\ndata: "));
        }
    }
}
