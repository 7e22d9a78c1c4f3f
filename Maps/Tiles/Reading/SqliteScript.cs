using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>SQL that is run once, such as what makes a file.</summary>
internal static class SqliteScript
{
    /// <summary>Runs statements with parameters.</summary>
    /// <exception cref="SqliteException">SQLite cannot do it.</exception>
    public static void Run(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>Turns SQLite's errors into those of writing a file.</summary>
    /// <exception cref="IOException">SQLite cannot do it.</exception>
    public static TResult Guard<TResult>(Func<TResult> write)
    {
        try
        {
            return write();
        }
        catch (SqliteException e)
        {
            throw new IOException($"SQLite says '{e.Message}'", e);
        }
    }
}
