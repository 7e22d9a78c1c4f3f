using System.CommandLine.Completions;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Completion;

/// <summary>The names of a server's maps, to complete a command line with.</summary>
internal static class MapNames
{
    // Somebody has pressed Tab and waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks the server; no names if it does not answer at once, or within the deadline that the person has set.</summary>
    /// <param name="read">Reads which server.</param>
    public static IEnumerable<CompletionItem> Ask(Func<ConnectionRequest> read)
    {
        try
        {
            ConnectionRequest request = read();
            using SatelliteConnection connection = SatelliteConnection.Open(request with { Deadline = request.Deadline ?? Patience });
            MapList maps = connection.ListMaps(CancellationToken.None).GetAwaiter().GetResult();

            // Shells insert names as they are: one with characters that mean something to a shell must not get there.
            return [.. maps.Maps
                .Where(map => SelfCommand.Quote(map.Name) == map.Name && !map.Name.AsSpan().ContainsAny('=', ':'))
                .Select(map => new CompletionItem(map.Name, detail: Printable.Line(map.Title)))];
        }
        catch (Exception e) when (e is CliException or RpcException)
        {
            return [];
        }
    }
}
