using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>A database whose maps share its connections. It owns the maps opened in it.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    // Every query has an index in its order, whatever the statistics say; a plan that sorts would keep a stream's first image waiting.
    // synchronous_commit: acknowledged means durable, but a database may be configured otherwise.
    private const string Prepare = """
        SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan;
        SET default_transaction_isolation = 'read committed';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """;

    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _single;
    private readonly List<PostgresMap> _maps = [];
    private bool _isAnswering = true;
    private bool _hasHistory;

    private PostgresDatabase(PostgresAddress address)
    {
        Address = address;
        NpgsqlConnectionStringBuilder settings = PostgresSettings.Of(address);
        _pool = Source(settings, pooled: true, address.ToString());
        _single = Source(settings, pooled: false, $"{address} (outside the pool)");
    }

    public PostgresAddress Address { get; }

    /// <summary>Whether it answered when <see cref="DatabaseListener"/> last asked; true before that.</summary>
    public bool IsAnswering
    {
        get => Volatile.Read(ref _isAnswering);
        set => Volatile.Write(ref _isAnswering, value);
    }

    /// <summary>Whether the tables have older images, and times at which images were taken.</summary>
    public bool HasHistory
    {
        get => Volatile.Read(ref _hasHistory);
        set => Volatile.Write(ref _hasHistory, value);
    }

    /// <summary>The maps opened in this database.</summary>
    public IReadOnlyList<PostgresMap> Maps => _maps;

    /// <summary>Opens a database, and makes its tables if it has none.</summary>
    /// <exception cref="StartException">The database does not answer, or its tables are of another version.</exception>
    public static async Task<PostgresDatabase> OpenAsync(PostgresAddress address)
    {
        var database = new PostgresDatabase(address);
        try
        {
            await database.StartAsync(
                async connection => database.HasHistory = await PostgresSchema.EnsureAsync(connection, address));
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a map.</summary>
    /// <param name="name">The map's name in calls.</param>
    /// <param name="address">The map's address in this database.</param>
    /// <param name="wanted">The map to make if there is none; null to make nothing.</param>
    /// <param name="kept">How long an image is to be kept after another replaced it; null to leave that as it is.</param>
    /// <exception cref="StartException">There is no such map, it is not as wanted, or it cannot keep older images.</exception>
    public async Task<PostgresMap> OpenMapAsync(string name, PostgresAddress address, NewMap? wanted, TimeSpan? kept = null)
    {
        MapRow? row = null;
        await StartAsync(async connection =>
        {
            row = await MapRow.FindAsync(connection, address, address.Map ?? name, wanted);
            if (kept is { } time && !(row.History?.IsEnough(time) ?? false))
            {
                await BeginHistoryAsync(connection, row.Id, time);
                row = await MapRow.FindAsync(connection, address, address.Map ?? name, wanted);
            }
        });
        var map = new PostgresMap(this, name, row!);
        _maps.Add(map);
        return map;
    }

    /// <summary>
    /// Runs work on a pooled connection. If the connection is broken, runs it again on a new one, so it must be repeatable.
    /// </summary>
    /// <exception cref="NpgsqlException">The work failed.</exception>
    public async Task<TResult> RunAsync<TState, TResult>(
        TState state, Func<NpgsqlConnection, TState, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        await using (NpgsqlConnection connection = await _pool.OpenConnectionAsync(cancellationToken))
        {
            try
            {
                return await work(connection, state, cancellationToken);
            }
            catch (NpgsqlException e) when (DatabaseFailure.IsBrokenConnection(e))
            {
                // If one connection is broken, the others mostly are too.
                _pool.Clear();
            }
        }

        // Not from the pool: while another caller or the driver clears it, Clear does nothing, and the next connection may be broken too.
        await using NpgsqlConnection fresh = await ConnectAsync(cancellationToken);
        return await work(fresh, state, cancellationToken);
    }

    /// <summary>Opens a connection outside the pool. The caller keeps it.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _single.OpenConnectionAsync(cancellationToken);

    /// <summary>Closes the connections. The maps come first: whoever has them disposes them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        await _single.DisposeAsync();
    }

    private async Task BeginHistoryAsync(NpgsqlConnection connection, int map, TimeSpan kept)
    {
        if (!HasHistory)
        {
            await PostgresSchema.AddHistoryAsync(connection, Address);
            HasHistory = true;
        }

        await MapHistory.BeginAsync(connection, Address, map, kept);
    }

    private async Task StartAsync(Func<NpgsqlConnection, Task> work)
    {
        try
        {
            await using NpgsqlConnection connection = await _pool.OpenConnectionAsync();
            await work(connection);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            throw new StartException(StartException.Failure,
                $"the database {Address} does not answer as it must: {DatabaseFailure.Describe(e)}; "
                + "see that PostgreSQL runs there and that user, password and sslmode are right");
        }
    }

    // The driver's metrics name a pool so; the connection string, which they would have otherwise, has the user.
    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, bool pooled, string name)
    {
        // The full builder cannot be trimmed, and nothing that it adds is needed.
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString) { Name = name };
        builder.ConnectionStringBuilder.Pooling = pooled;
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        builder.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException("the Host opens connections asynchronously"), InitializeAsync);
        return builder.Build();
    }

    private static async Task InitializeAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Prepare, connection);
        await command.ExecuteNonQueryAsync();
    }
}
