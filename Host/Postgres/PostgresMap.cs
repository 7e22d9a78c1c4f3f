using System.Runtime.CompilerServices;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Storing;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>A map in PostgreSQL. Several Hosts may serve it and store images in it.</summary>
internal sealed class PostgresMap : IWritableMap, IWatchableMap
{
    private const int BytesOfPage = 1024 * 1024;

    private readonly PostgresDatabase _database;
    private readonly MapRow _row;
    private readonly GroupCommit _commits;
    private MapHistory? _history;

    public PostgresMap(PostgresDatabase database, string name, MapRow row)
    {
        _database = database;
        _row = row;
        _history = row.History;
        _commits = new GroupCommit(StoreAsync);
        Name = name;
        Changes = new ChangeFeed(row.Version);
    }

    public string Name { get; }

    public string ContentType => _row.ContentType;

    public Grid Grid => _row.Grid;

    public MapDetails Details => _row.Details;

    /// <summary>The changes that the listener has read, this Host's own included.</summary>
    public ChangeFeed Changes { get; }

    /// <summary>The map's id in the tables.</summary>
    public int Id => _row.Id;

    public PostgresDatabase Database => _database;

    /// <summary>Of what the database kept when this Host last heard of it.</summary>
    public IPastMaps? Past => Volatile.Read(ref _history) is { } history ? new PostgresPast(this, history) : null;

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = null;
        return false;
    }

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        GetImageAsync(cell, time: null, cancellationToken);

    /// <summary>Gets the image that a cell had at a time; null for now.</summary>
    /// <inheritdoc cref="GetImageAsync(Cell, CancellationToken)" />
    public async ValueTask<CellImage?> GetImageAsync(Cell cell, long? time, CancellationToken cancellationToken) => await ReadAsync(
        (Id, Cell: cell, Time: time),
        static (connection, one, cancellationToken) => FindAsync(connection, one.Id, one.Cell, one.Time, cancellationToken),
        cancellationToken);

    public IAreaReader OpenArea(GridArea area) => new PostgresAreaReader(this, area, time: null);

    public ValueTask<StoreResult> StoreAsync(
        IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken) =>
        taken is null || _database.HasHistory
            ? _commits.StoreAsync(images, taken, cancellationToken)
            : throw new MapWriteException(
                "its database has no place for when images were taken; let the owner of its tables run Host/Postgres/history.sql in it, "
                + "or leave the metadata 'taken' out");

    /// <remarks>
    /// Reads up to the map's version of now, so no page repeats what is stored meanwhile. Asks the database for that version, since another
    /// Host may have reported more than this Host has read. The database may know less than was reported: after a restore from a backup, or
    /// if it is a replica that lags.
    /// </remarks>
    public async ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken)
    {
        (long last, MapHistory? history) = await ReadAsync(Id, FindStateAsync, cancellationToken);
        Learn(history);
        return since <= last ? ReadPagesAsync(area, since, last, cancellationToken) : null;
    }

    /// <summary>Publishes the changes since the last published version. Calls must not overlap.</summary>
    /// <exception cref="MapReadException">The database does not answer.</exception>
    public async Task PublishChangesAsync(CancellationToken cancellationToken)
    {
        if (await ReadChangesAsync(Grid.Whole, Changes.Version, cancellationToken) is not { } changes)
        {
            return;
        }

        long version = 0;
        var images = new List<CellImage>();
        await foreach (MapChange change in changes)
        {
            if (change.Version != version && images.Count > 0)
            {
                Changes.Publish(version, images);
                images.Clear();
            }

            version = change.Version;
            images.Add(change.Image);
        }

        if (images.Count > 0)
        {
            Changes.Publish(version, images);
        }
    }

    /// <summary>Takes note of what the database keeps now. Any Host may have changed that.</summary>
    public void Learn(MapHistory? history)
    {
        Volatile.Write(ref _history, history);
        _database.HasHistory |= history is not null;
    }

    /// <summary>Reads on a connection of the database.</summary>
    /// <exception cref="MapReadException">The database refuses, or does not answer.</exception>
    public async Task<TResult> ReadAsync<TState, TResult>(
        TState state, Func<NpgsqlConnection, TState, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.RunAsync(state, work, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw DatabaseFailure.ToReadException(e, Name);
        }
    }

    /// <summary>Stores the waiting images and refuses later ones.</summary>
    public ValueTask DisposeAsync() => new(_commits.CloseAsync());

    private async Task StoreAsync(IReadOnlyList<StoreRequest> group)
    {
        try
        {
            var batch = new StoreBatch(Id, group, _database.HasHistory, Volatile.Read(ref _history) is not null);
            long version = await _database.RunAsync(
                batch, static (connection, batch, _) => batch.StoreAsync(connection), CancellationToken.None);
            if (batch.History is { } history)
            {
                Learn(history);
            }

            foreach (StoreRequest request in group)
            {
                request.Complete(new StoreResult(version, batch.OlderOf(request)));
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException and not MapWriteException)
        {
            throw DatabaseFailure.ToWriteException(e);
        }
    }

    private async IAsyncEnumerable<MapChange> ReadPagesAsync(
        GridArea area, long since, long last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new PageSize();
        (long Version, int Y, int X)? from = (since, int.MaxValue, int.MaxValue);
        while (from is { } after)
        {
            var page = new ChangePage(Id, Grid, area, after, last, size.For(BytesOfPage));
            (List<MapChange> changes, from) = await ReadAsync(
                page, static (connection, page, cancellationToken) => page.ReadAsync(connection, cancellationToken), cancellationToken);
            foreach (MapChange change in changes)
            {
                yield return change;
            }

            size.Note(changes.Count, changes.Sum(change => (long)change.Image.Bytes.Length));
        }
    }

    private static async Task<CellImage?> FindAsync(
        NpgsqlConnection connection, int map, Cell cell, long? time, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.Command(PostgresQueries.OneImage(isNow: time is null), time, map, cell.Y, cell.X);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) && !rows.IsDBNull(0) ? new CellImage(cell, rows.GetFieldValue<byte[]>(0)) : null;
    }

    private static async Task<(long Version, MapHistory? History)> FindStateAsync(
        NpgsqlConnection connection, int map, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.Command(PostgresQueries.State, map);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? (rows.GetInt64(0), MapHistory.Of(rows, 1)) : default;
    }
}
