using System.Net.Sockets;
using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>What the driver's exceptions mean.</summary>
internal static class DatabaseFailure
{
    /// <summary>Whether a connection turned out to be broken, as all do when the server was started again.</summary>
    public static bool IsBrokenConnection(NpgsqlException e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || e.InnerException is IOException or SocketException;

    /// <summary>What a map that could not be read is for calls.</summary>
    public static MapReadException ToReadException(NpgsqlException e, string map) => e is PostgresException { IsTransient: false }
        ? new MapReadException($"the map '{map}' cannot be read: its database refuses to", e)
        : new MapReadException($"the map '{map}' cannot be read now: its database does not answer; try again later", e) { IsTemporary = true };

    /// <summary>What went wrong, in words for who runs the Host.</summary>
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
