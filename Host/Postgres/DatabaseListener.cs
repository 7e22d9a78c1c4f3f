using System.Globalization;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>
/// Publishes the changes that any Host makes in the maps of a database, this Host included. One connection listens. A notification only
/// says which map has changed; the changes are read from the tables, so those missed without a connection are found too.
/// </summary>
internal sealed partial class DatabaseListener(PostgresDatabase database, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // Asking now and then shows whether the connection is alive, and finds changes without a notification, such as images stored with SQL,
    // and what maps are to keep.
    private static readonly TimeSpan TellingInterval = TimeSpan.FromSeconds(10);

    // A replica takes no LISTEN, so it is polled.
    private static readonly TimeSpan AskingInterval = TimeSpan.FromSeconds(1);

    private readonly HashSet<int> _changed = [];

    /// <summary>Listens until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = ShortestPause;
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await database.ConnectAsync(cancellationToken);
                connection.Notification += (_, e) => Note(e.Payload);
                await ListenAsync(connection, () => pause = ShortestPause, cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
            {
                if (database.IsAnswering)
                {
                    Lost(logger, database.Address, DatabaseFailure.Describe(e));
                    database.IsAnswering = false;
                }
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Action onConnected, CancellationToken cancellationToken)
    {
        TimeSpan interval = await ListenIfPossibleAsync(connection, cancellationToken) ? TellingInterval : AskingInterval;

        // Whatever is committed after this comes as a notification; all before it is read now.
        await NoteNewerAsync(connection, cancellationToken);
        long asked = time.GetTimestamp();
        while (true)
        {
            // Several may be of one row, under different names.
            PostgresMap[] changed = [.. database.Maps.Where(map => _changed.Contains(map.Id))];
            _changed.Clear();
            foreach (PostgresMap map in changed)
            {
                await map.PublishChangesAsync(cancellationToken);
            }

            onConnected();
            if (!database.IsAnswering)
            {
                Found(logger, database.Address);
                database.IsAnswering = true;
            }

            // The driver takes less than a millisecond for no limit.
            TimeSpan left = interval - time.GetElapsedTime(asked);
            if (left < TimeSpan.FromMilliseconds(1) || !await connection.WaitAsync(left, cancellationToken))
            {
                await NoteNewerAsync(connection, cancellationToken);
                asked = time.GetTimestamp();
            }
        }
    }

    private static async Task<bool> ListenIfPossibleAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var follows = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
        if (await follows.ExecuteScalarAsync(cancellationToken) is true)
        {
            return false;
        }

        await using var listen = new NpgsqlCommand($"LISTEN {StoreQueries.Channel}", connection);
        await listen.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private async Task NoteNewerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(PostgresQueries.States, connection);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            (int id, MapHistory? history) = (rows.GetInt32(0), MapHistory.Of(rows, 2));
            foreach (PostgresMap map in database.Maps.Where(map => map.Id == id))
            {
                map.Learn(history);
            }

            Note(id, rows.GetInt64(1));
        }
    }

    private void Note(string payload)
    {
        if (payload.Split(' ') is [var map, var what] && int.TryParse(map, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            bool isVersion = long.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out long version);
            Note(id, isVersion ? version : long.MaxValue);
        }
    }

    private void Note(int id, long version)
    {
        if (database.Maps.Any(map => map.Id == id && map.Changes.Version < version))
        {
            _changed.Add(id);
        }
    }

    [LoggerMessage(12, LogLevel.Warning, "the database {Address} does not answer, so changes are not heard of until it does: {Reason}")]
    private static partial void Lost(ILogger logger, PostgresAddress address, string reason);

    [LoggerMessage(13, LogLevel.Information, "the database {Address} answers again")]
    private static partial void Found(ILogger logger, PostgresAddress address);
}

/// <summary>Runs a listener for each database while the Host serves.</summary>
internal sealed class DatabaseListening(MapDirectory maps, ILoggerFactory loggers, TimeProvider time) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ILogger logger = loggers.CreateLogger(LogCategory.Host);
        return Task.WhenAll(maps.Databases.Select(database => new DatabaseListener(database, logger, time).RunAsync(stoppingToken)));
    }
}
