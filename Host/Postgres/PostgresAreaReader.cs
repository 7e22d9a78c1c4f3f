using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Reading;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>
/// Reads an area page by page. Each page is a query that starts after the last image of the page before, so no connection is held while a
/// page is sent, however slowly the client reads.
/// </summary>
/// <param name="map">The map.</param>
/// <param name="area">The area.</param>
/// <param name="time">The time as of which to read it; null for now.</param>
internal sealed class PostgresAreaReader(PostgresMap map, GridArea area, long? time) : ReadAheadReader
{
    private readonly PageSize _size = new();
    private readonly string _sql = PostgresQueries.AreaOf(area, map.Grid, isNow: time is null);

    // The cell to continue with.
    private int _x = area.West;
    private int _y = area.North;

    protected override Task<bool> ReadAsync(ImageBatch batch, CancellationToken cancellationToken) =>
        map.ReadAsync(
            (Reader: this, Batch: batch),
            static (connection, page, cancellationToken) => page.Reader.ReadPageAsync(connection, page.Batch, cancellationToken),
            cancellationToken);

    private async Task<bool> ReadPageAsync(NpgsqlConnection connection, ImageBatch batch, CancellationToken cancellationToken)
    {
        // If the connection broke half-way through a page, the page is read again.
        batch.Clear();
        int asked = _size.For(batch.ByteLimit);
        int had = 0;
        (int x, int y) = (_x, _y);
        await using NpgsqlCommand command = connection.Command(
            _sql, time, map.Id, y, x, area.South, area.West, area.East, asked);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        for (; !batch.IsFull && await rows.ReadAsync(cancellationToken); had++)
        {
            (y, x) = (rows.GetInt32(0), rows.GetInt32(1));
            if (!rows.IsDBNull(2) && map.Grid.TryGetCell(x, y, out Cell cell, out _))
            {
                int length = (int)rows.GetBytes(2, 0, null, 0, 0);
                ArraySegment<byte> image = batch.Add(cell, length);
                rows.GetBytes(2, 0, image.Array, image.Offset, length);
            }
        }

        _size.Note(batch.Count, batch.ByteCount, without: had - batch.Count);
        (_x, _y) = x < area.East ? (x + 1, y) : (area.West, y - 1);
        return (had == asked || batch.IsFull) && _y >= area.South;
    }
}
