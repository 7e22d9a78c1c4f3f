using CodeFirstSatellite.Host.Configuration;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Makes and checks the tables of schema.sql.</summary>
internal static class PostgresSchema
{
    private const int Version = 1;

    // So that Hosts that start together make the tables once. The number is "satellit" in ASCII.
    private const string Lock = "SELECT pg_advisory_xact_lock(x'736174656c6c6974'::bigint)";

    /// <summary>Makes the tables in a database that has none.</summary>
    /// <exception cref="StartException">The tables are of another version, or may not be made.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task EnsureAsync(NpgsqlConnection connection, PostgresAddress address)
    {
        if (await FindVersionAsync(connection) is not { } version)
        {
            version = await CreateAsync(connection, address);
        }

        if (version != Version)
        {
            throw new StartException(StartException.Failure,
                $"the database {address} has maps of version {version}, and this Host knows version {Version}; "
                + "use the Host that made them");
        }
    }

    private static async Task<int> CreateAsync(NpgsqlConnection connection, PostgresAddress address)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, Lock);
        if (await FindVersionAsync(connection) is { } version)
        {
            return version;
        }

        try
        {
            await RunAsync(connection, Script());
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartException(StartException.Failure, $"the database {address} has no maps, and the Host may not make their tables: "
                + $"{e.MessageText}; let somebody who may run Host/Postgres/schema.sql in it once");
        }

        await transaction.CommitAsync();
        return Version;
    }

    private static async Task<int?> FindVersionAsync(NpgsqlConnection connection)
    {
        // Reads the catalog: a lookup by name would not find a table made while this waited for the lock.
        const string Exists = "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'satellite' AND tablename = 'schema')";
        await using var exists = new NpgsqlCommand(Exists, connection);
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return null;
        }

        await using var version = new NpgsqlCommand("SELECT max(version) FROM satellite.schema", connection);
        return await version.ExecuteScalarAsync() as int?;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Script()
    {
        using var script = new StreamReader(typeof(PostgresSchema).Assembly.GetManifestResourceStream("schema.sql")!);
        return script.ReadToEnd();
    }
}
