using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tests.Satellite.Harness;

/// <summary>How the tiles of a file are laid out.</summary>
internal enum TileLayout
{
    /// <summary>As the specification has it: a table with an index by zoom level, column and row.</summary>
    Table,

    /// <summary>A table with an index that has rows together, in the order of a stream.</summary>
    RowIndex,

    /// <summary>A table without an index.</summary>
    NoIndex,

    /// <summary>A view of two tables, of which one has each image once.</summary>
    View,
}

/// <summary>Makes MBTiles files with SQLite itself.</summary>
internal static class TileSetMaker
{
    /// <summary>Just too large to be held in memory.</summary>
    public const int Large = 33 * 1024 * 1024;

    /// <param name="path">The file, which must not be there.</param>
    /// <param name="tiles">Zoom level, column, row and image of each.</param>
    /// <param name="layout">How to lay them out.</param>
    /// <param name="padding">Bytes that make the file larger and mean nothing.</param>
    /// <param name="metadata">Names and values.</param>
    public static void Make(
        string path,
        IEnumerable<(int Zoom, int X, int Y, string Image)> tiles,
        TileLayout layout = TileLayout.Table,
        int padding = 0,
        params (string Name, string Value)[] metadata)
    {
        using SqliteConnection connection = Open(path);
        Run(connection, "PRAGMA synchronous = OFF; BEGIN; CREATE TABLE metadata (name TEXT, value TEXT)");
        Run(connection, layout switch
        {
            TileLayout.View => """
                CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT);
                CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
                CREATE TABLE images (tile_id TEXT PRIMARY KEY, tile_data BLOB);
                CREATE VIEW tiles AS
                    SELECT map.zoom_level, map.tile_column, map.tile_row, images.tile_data
                    FROM map JOIN images ON images.tile_id = map.tile_id;
                """,
            _ => "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)",
        });
        foreach ((int zoom, int x, int y, string image) in tiles)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(image);
            if (layout == TileLayout.View)
            {
                Run(
                    connection,
                    "INSERT INTO map VALUES ($zoom, $x, $y, $id); INSERT OR IGNORE INTO images VALUES ($id, $image)",
                    ("$zoom", zoom),
                    ("$x", x),
                    ("$y", y),
                    ("$id", image),
                    ("$image", bytes));
            }
            else
            {
                Run(
                    connection,
                    "INSERT INTO tiles VALUES ($zoom, $x, $y, $image)",
                    ("$zoom", zoom),
                    ("$x", x),
                    ("$y", y),
                    ("$image", bytes));
            }
        }

        foreach ((string name, string value) in metadata)
        {
            Run(connection, "INSERT INTO metadata VALUES ($name, $value)", ("$name", name), ("$value", value));
        }

        Run(connection, layout switch
        {
            TileLayout.Table => "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)",
            TileLayout.RowIndex => "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_row DESC, tile_column)",
            _ => "",
        });
        if (padding > 0)
        {
            Run(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"CREATE TABLE padding (bytes BLOB); INSERT INTO padding VALUES (zeroblob({padding}))"));
        }

        Run(connection, "COMMIT");
    }

    /// <summary>Makes a file of 2x2 tiles, each with its place as image, and returns its path.</summary>
    public static string MakeSquare(string path)
    {
        Make(path, Full(1, 2, 2));
        return path;
    }

    /// <summary>Runs SQL on a file, to make what no well-behaved program would.</summary>
    public static void Run(string path, string sql)
    {
        using SqliteConnection connection = Open(path);
        Run(connection, sql);
    }

    /// <summary>Asks a file, one line a row.</summary>
    public static List<string> Read(string path, string sql)
    {
        using SqliteConnection connection = Open(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    /// <summary>Writes to a file without coming to an end, until it is disposed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">IMMEDIATE against writers, EXCLUSIVE against readers too.</param>
    public static IDisposable Lock(string path, string kind = "IMMEDIATE")
    {
        SqliteConnection connection = Open(path);
        Run(connection, "BEGIN " + kind);
        return connection;
    }

    /// <summary>Every cell of a grid, each with an image that says where it belongs.</summary>
    public static IEnumerable<(int Zoom, int X, int Y, string Image)> Full(int zoom, int width, int height, string prefix = "") =>
        from x in Enumerable.Range(0, width)
        from y in Enumerable.Range(0, height)
        select (zoom, x, y, string.Create(CultureInfo.InvariantCulture, $"{prefix}{x},{y}"));

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
