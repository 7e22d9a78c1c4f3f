using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>
/// Zoom levels, columns and rows of files that keep them as text. To SQLite, text is greater than every number, '10' comes before '9', and
/// an index of text finds no number (https://sqlite.org/datatype3.html).
/// </summary>
internal static class TileNumbers
{
    private static readonly string[] Columns = ["zoom_level", "tile_column", "tile_row"];

    /// <summary>Whether some of them are text.</summary>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    public static bool AreText(SqliteConnection connection) =>
        Columns.Any(column => MayBeText(TypeOf(connection, column)) && IsLastText(connection, column));

    /// <summary>Has <c>tiles</c> mean, for this connection, the same rows with numbers. What is no number becomes NULL.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public static void ReadAsNumbers(SqliteConnection connection)
    {
        // SQLite looks into the temporary schema first.
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""
            PRAGMA query_only = 0;
            CREATE TEMP VIEW tiles AS
            SELECT {(HasRowids(connection) ? "_rowid_ AS _rowid_, " : "")}{string.Join(", ", Columns.Select(Number))}, tile_data
            FROM main.tiles;
            PRAGMA query_only = 1;
            """;
        command.ExecuteNonQuery();

        static string Number(string column) => $"iif({column} GLOB '[0-9]*', CAST({column} AS INTEGER), NULL) AS {column}";
    }

    // The maximum is text if any value is. SQLite takes it from an index if there is one.
    private static bool IsLastText(SqliteConnection connection, string column)
    {
        using var statement = new TileStatement(
            connection,
            $"SELECT 1 FROM (SELECT max({column}) AS last FROM tiles) WHERE typeof(last) = 'text'");
        return statement.Step();
    }

    // Section 3.1: a column of any other type turns text that is a number into a number.
    private static bool MayBeText(string type)
    {
        return !Has("INT") && (type.Length == 0 || Has("CHAR") || Has("CLOB") || Has("TEXT") || Has("BLOB"));

        bool Has(string part) => type.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    private static string TypeOf(SqliteConnection connection, string column)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT type FROM pragma_table_xinfo('tiles') WHERE lower(name) = $column";
        command.Parameters.AddWithValue("$column", column);
        return command.ExecuteScalar() as string ?? "";
    }

    private static bool HasRowids(SqliteConnection connection)
    {
        try
        {
            new TileStatement(connection, "SELECT _rowid_ FROM main.tiles").Dispose();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
