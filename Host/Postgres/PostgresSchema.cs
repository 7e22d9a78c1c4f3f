using CodeFirstSatellite.Host.Configuration;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Makes and checks the tables of schema.sql and history.sql.</summary>
internal static class PostgresSchema
{
    // The first has no older images, and no times at which images were taken.
    private const int FirstVersion = 1;
    private const int Version = 2;

    // So that Hosts that start together make the tables once. The number is "satellit" in ASCII.
    private const string Lock = "SELECT pg_advisory_xact_lock(x'736174656c6c6974'::bigint)";

    /// <summary>Makes the tables in a database that has none.</summary>
    /// <returns>Whether the tables have older images.</returns>
    /// <exception cref="StartException">The tables are of another version, or may not be made.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<bool> EnsureAsync(NpgsqlConnection connection, PostgresAddress address)
    {
        int version = await FindVersionAsync(connection) ?? await ChangeAsync(
            connection,
            null,
            ["schema.sql", "history.sql"],
            reason => $"the database {address} has no maps, and the Host may not make their tables: {reason}; let somebody who may run "
                + "Host/Postgres/schema.sql in it once, and then history.sql");
        return version is FirstVersion or Version ? version == Version : throw new StartException(
            StartException.Failure,
            $"the database {address} has maps of version {version}, and this Host knows versions {FirstVersion} and {Version}; "
            + "use the Host that made them");
    }

    /// <summary>Adds to tables of the first version what older images need.</summary>
    /// <exception cref="StartException">The tables may not be changed.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static Task AddHistoryAsync(NpgsqlConnection connection, PostgresAddress address) => ChangeAsync(
        connection,
        FirstVersion,
        ["history.sql"],
        reason => $"the tables of the database {address} are too old for #history=, and the Host may not change them: {reason}; let their "
            + "owner run Host/Postgres/history.sql in it once, or leave #history= out");

    // Another Host may do it meanwhile: then its version is returned.
    private static async Task<int> ChangeAsync(
        NpgsqlConnection connection, int? from, string[] scripts, Func<string, string> refusal)
    {
        try
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await RunAsync(connection, Lock);
            if (await FindVersionAsync(connection) is { } version && version != from)
            {
                return version;
            }

            foreach (string script in scripts)
            {
                await RunAsync(connection, Read(script));
            }

            await transaction.CommitAsync();
            return Version;
        }
        catch (PostgresException e) when (DatabaseFailure.IsRefusal(e))
        {
            throw new StartException(StartException.Failure, refusal(e.MessageText));
        }
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

    private static string Read(string script)
    {
        using var text = new StreamReader(typeof(PostgresSchema).Assembly.GetManifestResourceStream(script)!);
        return text.ReadToEnd();
    }
}
