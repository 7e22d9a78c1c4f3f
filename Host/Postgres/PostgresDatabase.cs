using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>A database with maps in it, which share its connections. It owns the maps that were opened in it.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    // Whatever the statistics say, what is asked for lies together in an index, in the order that it is wanted in; a plan that sorts would
    // keep a stream's first image waiting. Acknowledged means durable, which a database may be told not to take too seriously.
    private const string Prepare = """
        SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan;
        SET default_transaction_isolation = 'read committed';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """;

    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _single;
    private readonly List<PostgresMap> _maps = [];

    private PostgresDatabase(PostgresAddress address)
    {
        Address = address;
        NpgsqlConnectionStringBuilder settings = PostgresSettings.Of(address);
        _pool = Source(settings, pooled: true);
        _single = Source(settings, pooled: false);
    }

    public PostgresAddress Address { get; }

    /// <summary>The maps that were opened in it.</summary>
    public IReadOnlyList<PostgresMap> Maps => _maps;

    /// <summary>Makes sure that the database answers and has the tables.</summary>
    /// <exception cref="StartException">It does not, or they are not what they must be.</exception>
    public static async Task<PostgresDatabase> OpenAsync(PostgresAddress address)
    {
        var database = new PostgresDatabase(address);
        try
        {
            await database.StartAsync(connection => PostgresSchema.EnsureAsync(connection, address));
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a map.</summary>
    /// <param name="name">What calls name it by.</param>
    /// <param name="address">Its address, on this database.</param>
    /// <param name="wanted">What to make it where there is none; null to make nothing.</param>
    /// <exception cref="StartException">There is no such map, or it is not what it must be.</exception>
    public async Task<PostgresMap> OpenMapAsync(string name, PostgresAddress address, (Grid Grid, string ContentType)? wanted)
    {
        MapRow? row = null;
        await StartAsync(async connection => row = await MapRow.FindAsync(connection, address, address.Map ?? name, wanted));
        var map = new PostgresMap(this, name, row!);
        _maps.Add(map);
        return map;
    }

    /// <summary>Does something on a connection of the pool. Once more on a new one, if that was broken: what is done can be done twice.</summary>
    /// <exception cref="NpgsqlException">It failed.</exception>
    public async Task<TResult> RunAsync<TState, TResult>(TState state, Func<NpgsqlConnection, TState, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        await using (NpgsqlConnection connection = await _pool.OpenConnectionAsync(cancellationToken))
        {
            try
            {
                return await work(connection, state, cancellationToken);
            }
            catch (NpgsqlException e) when (DatabaseFailure.IsBrokenConnection(e))
            {
                // Where one is broken the others mostly are.
                _pool.Clear();
            }
        }

        // Not one of the pool: while somebody else clears it, the driver too, Clear does nothing, and the next would be as broken.
        await using NpgsqlConnection fresh = await ConnectAsync(cancellationToken);
        return await work(fresh, state, cancellationToken);
    }

    /// <summary>Opens a connection that is not one of the pool, to be kept.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _single.OpenConnectionAsync(cancellationToken);

    /// <summary>Closes the maps, and then the connections that they store with.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (PostgresMap map in _maps)
        {
            await map.DisposeAsync();
        }

        await _pool.DisposeAsync();
        await _single.DisposeAsync();
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
            throw new StartException(StartException.Failure, $"the database {Address} does not answer as it must: {DatabaseFailure.Describe(e)}; see that PostgreSQL runs there and that user, password and sslmode are right");
        }
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, bool pooled)
    {
        // What the full builder adds cannot be trimmed, and nothing of it is needed.
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.ConnectionStringBuilder.Pooling = pooled;
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        builder.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException("the Host opens connections asynchronously"), InitializeAsync);
        return builder.Build();
    }

    private static async Task InitializeAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Prepare, connection);
        await command.ExecuteNonQueryAsync();
    }
}
