using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CodeFirstSatellite.Cli.Commands;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli;

/// <summary>Parses a command line, runs its command, and turns every outcome into a message and an exit code.</summary>
internal static class CommandLine
{
    private const string Examples = """
        satcli certs create                          certificates for development, once, for both sides
        satcli get-area                              draw the whole map
        satcli get-image --x 40 --y 20               get one image
        satcli put-area today.mbtiles                store a file's images in the map
        satcli watch                                 the map as it changes, until Ctrl-C
        satcli maps                                  which maps there are, for --map NAME
        satcli doctor                                what is wrong, when nothing works
        satcli export-proto > satellite.proto        the schema, for clients in other languages
        SATCLI_SERVER=https://localhost:9000 satcli get-area
        """;

    /// <summary>No response files: a token or a path may begin with @.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        StandardOutput.Guard();
        var talk = new OutputOptions();
        RootCommand root = Create(talk);
        ParseResult result = root.Parse(arguments, Parsing);
        try
        {
            talk.Apply(result);
            if (result.Action is ParseErrorAction)
            {
                return UsageErrors.Report(result, root.Options.OfType<HelpOption>().Single(), talk.IsJson(result));
            }

            // Shells complete an empty word, too.
            if (!result.CommandResult.Command.Hidden)
            {
                UsageErrors.RefuseEmpty(result);
            }

            // Interruption handles signals, and the code below explains exceptions.
            return await result.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellationToken);
        }
        catch (CliException e)
        {
            Stderr.Error(e);
            return e.ExitCode;
        }
        catch (ClosedPipeException)
        {
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            // Only a bug of satcli comes here. Whoever fixes it needs the whole exception.
            Stderr.Bug(e);
            return ExitCode.CallFailed;
        }
    }

    private static RootCommand Create(OutputOptions talk)
    {
        var connection = new ConnectionOptions();
        var root = new RootCommand("Gets satellite imagery from a Satellite server over mutual TLS.")
        {
            GetImageCommand.Create(connection, talk),
            GetAreaCommand.Create(connection, talk),
            PutAreaCommand.Create(connection, talk),
            WatchCommand.Create(connection, talk),
            HistoryCommand.Create(connection, talk),
            ViewCommand.Create(connection),
            MapsCommand.Create(connection, talk),
            ExportProtoCommand.Create(),
            CertsCommand.Create(connection, talk),
            ProfileCommand.Create(connection, talk),
            DoctorCommand.Create(connection, talk),
            HelpCommand.Create(),
        };
        root.Add(CompletionCommand.Create());
        root.Add(ManCommand.Create(root, Examples));
        root.Add(CompleteCommand.Create(root, connection));
        connection.AddTo(root);
        talk.AddTo(root);

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPage((HelpAction)help.Action!, connection, Examples);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(talk);
        return root;
    }
}
