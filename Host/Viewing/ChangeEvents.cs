using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>Writes changes as server-sent events.</summary>
internal sealed class ChangeEvents(PipeWriter output)
{
    private const int MostTiles = 500;

    private readonly List<ChangedTile> _waiting = [];

    /// <summary>Adds a tile to those that <see cref="SendTilesAsync"/> sends. Sends them itself when they are many.</summary>
    public async ValueTask AddAsync(ChangedTile tile, CancellationToken cancellationToken)
    {
        if (_waiting.Count == MostTiles)
        {
            await SendTilesAsync(version: null, cancellationToken);
        }

        _waiting.Add(tile);
    }

    /// <summary>
    /// Sends the tiles that wait, an event for each zoom level: <c>{"z":3,"tiles":[[4,2]]}</c>. The last has the version. False if there
    /// were none.
    /// </summary>
    public async ValueTask<bool> SendTilesAsync(long? version, CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        IGrouping<int, ChangedTile>[] levels = [.. _waiting.GroupBy(tile => tile.Zoom)];
        foreach (IGrouping<int, ChangedTile> level in levels)
        {
            WriteHead("tiles", level == levels[^1] ? version : null);
            WriteTiles(level);
            output.Write("\n\n"u8);
        }

        _waiting.Clear();
        await output.FlushAsync(cancellationToken);
        return true;
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

    private void WriteTiles(IGrouping<int, ChangedTile> level)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("z", level.Key);
        json.WriteStartArray("tiles");
        foreach (ChangedTile tile in level)
        {
            json.WriteStartArray();
            json.WriteNumberValue(tile.X);
            json.WriteNumberValue(tile.Y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteHead(string name, long? version)
    {
        string id = version is { } known ? string.Create(CultureInfo.InvariantCulture, $"id: {known}\n") : "";
        output.Write(Encoding.ASCII.GetBytes($"{id}event: {name}\ndata: "));
    }
}
