using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>What SQLite knows about the open file of a connection.</summary>
internal static partial class SqliteFile
{
    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int AskHasMoved = 20;

    /// <summary>
    /// Whether the name of the open file now belongs to another file, or to none. False where SQLite cannot tell, as on Windows; an open
    /// file keeps its name there.
    /// </summary>
    public static bool HasMoved(SqliteConnection connection) =>
        FileControl(connection.Handle!, "main", AskHasMoved, out int hasMoved) == raw.SQLITE_OK && hasMoved != 0;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(sqlite3 database, string name, int operation, out int answer);
}
