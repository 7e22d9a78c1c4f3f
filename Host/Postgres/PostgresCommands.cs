using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Makes commands whose parameters are all whole numbers, as most are.</summary>
internal static class PostgresCommands
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<int> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (int parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parameter });
        }

        return command;
    }
}
