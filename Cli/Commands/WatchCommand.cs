using System.CommandLine;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli watch</c>: shows a rectangle as it changes.</summary>
internal static class WatchCommand
{
    private const string Examples = """
        satcli watch                                 the whole map, whose cells change as satellites write
        satcli watch --ll 30,10 --ur 50,20           a rectangle, both corners inclusive
        satcli watch --bbox 5.8,47.2,15.1,55.1       what Germany touches
        satcli watch > changes.ndjson                a JSON object a line: x, y, img (base64) and version
        satcli watch --since 1767225600000000        what changed after that version, then what changes
        satcli watch --deadline 1h                   for an hour
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var area = new AreaOptions();
        Option<string?> since = Value.Text("--since", "VERSION", "Begin with what changed after this version, instead of with all images");
        var format = new FormatOption(
            talk,
            "map: rows of one-byte images that change in place, for terminals; ndjson: a JSON object with base64 a line; "
            + "auto: map for text on a terminal, a line a change for other images there, else ndjson",
            json: AreaFormat.Ndjson,
            AreaFormat.Auto,
            AreaFormat.Map,
            AreaFormat.Ndjson);

        var at = new TimeOption("Begin with the images as they were at this time, such as 2026-11-20T12:00Z, if the map keeps older ones");
        var command = new SatcliCommand("watch", "Show a rectangle as it changes, until Ctrl-C; reconnects by itself.", Examples);
        area.AddTo(command);
        command.Add(since);
        command.Add(at.Option);
        command.Add(format.Option);
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) =>
        {
            if (result.GetValue(since) is not null && at.Read(result) is not null)
            {
                throw CliException.Usage($"{since.Name} and {at.Option.Name} both say what to begin with; leave one of them out.");
            }

            return RunAsync(
                connection.Read(result) with { At = at.Read(result) },
                area.Read(result),
                result.GetValue(since) is { } version ? Value.Version(since.Name, version) : null,
                format.Read(result),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ConnectionRequest request, AreaChoice choice, long? since, string name, CancellationToken cancellationToken)
    {
        using OutputTarget output = OutputTarget.Open(null);
        ChangeFormat.Check(name, since, output.IsTerminal);
        var reconnection = new Reconnection(request);
        await reconnection.RunAsync(
            WatchAsync,
            again: () => since is { } version ? $"watching again, since version {version}," : "watching again",
            cancellationToken);
        return ExitCode.Done;

        async Task WatchAsync(SatelliteConnection connection)
        {
            var report = ConnectionReport.Start(connection);
            (ServedMap map, GridArea area) = await choice.FindAsync(connection, cancellationToken);
            ChangeFormat format = ChangeFormat.Create(name, area, map.ContentType, since, output.IsTerminal);
            GridArea?[] pieces = choice.IsWholeMap ? [null] : [.. map.Grid.PiecesOf(area)];
            IAsyncEnumerable<Change>[] watches =
                [.. pieces.Select(piece => connection.Watch(piece, format.BeginsAnew ? null : since, cancellationToken))];
            IAsyncEnumerable<Change> changes = watches is [var only] ? only : PiecedChanges.JoinAsync(watches, cancellationToken);
            await ChangePump.RunAsync(changes, area, map.Grid, format, output.Sink, Note, cancellationToken);

            void Note(long? version)
            {
                if (reconnection.NoteAnswer())
                {
                    report.Finish("the first message");
                }

                since = format.BeginsAnew ? null : version ?? since;
                if (version is not null)
                {
                    reconnection.LeaveThePast();
                }
            }
        }
    }
}
