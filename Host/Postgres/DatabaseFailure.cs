using System.Net.Sockets;
using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Translates the driver's exceptions.</summary>
internal static class DatabaseFailure
{
    /// <summary>Whether the connection is broken, as all are after a restart of the server.</summary>
    public static bool IsBrokenConnection(NpgsqlException e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || e.InnerException is IOException or SocketException;

    /// <summary>Whether the Host may not do what it tried: its role may not, or the server is a replica.</summary>
    public static bool IsRefusal(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>The exception for a map that could not be read.</summary>
    public static MapReadException ToReadException(NpgsqlException e, string map) => e is PostgresException { IsTransient: false }
        ? new MapReadException($"the map '{map}' cannot be read: its database refuses to", e)
        : new MapReadException($"the map '{map}' cannot be read now: its database does not answer; try again later", e)
        {
            IsTemporary = true,
        };

    /// <summary>
    /// The exception for images that could not be stored. Its text goes to clients, so the database's own words stay with the cause.
    /// </summary>
    public static MapWriteException ToWriteException(Exception e) => e is PostgresException { IsTransient: false }
        ? new MapWriteException("its database refuses to; the server's log says why", e)
        : new MapWriteException("its database does not answer; send them again later", e);

    /// <summary>What went wrong, for the person who runs the Host.</summary>
    public static string Describe(Exception e) => e is PostgresException answer
        ? $"{answer.MessageText} ({answer.SqlState})"
        : string.Join(": ", Chain(e).Select(one => one.Message).Distinct());

    private static IEnumerable<Exception> Chain(Exception e)
    {
        for (Exception? one = e; one is not null; one = one.InnerException)
        {
            yield return one;
        }
    }
}
