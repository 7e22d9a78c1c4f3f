using System.CommandLine;
using System.Reflection;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli completion SHELL</c>: prints a script that makes a shell complete command lines of satcli.</summary>
internal static class CompletionCommand
{
    private const string Examples = """
        source <(satcli completion bash)             in ~/.bashrc
        source <(satcli completion zsh)              in ~/.zshrc, after compinit
        satcli completion fish | source              in ~/.config/fish/config.fish
        satcli completion powershell | Out-String | Invoke-Expression     in $PROFILE
        """;

    private static readonly string[] Shells = ["bash", "zsh", "fish", "powershell"];

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { HelpName = string.Join('|', Shells), Description = "The shell" };
        shell.CompletionSources.Add(Shells);
        var command = new SatcliCommand("completion", "Print a script that completes satcli's command lines with the Tab key.", Examples)
        {
            shell,
        };
        command.SetAction(result => Run(Value.OneOf("SHELL", result.GetRequiredValue(shell), Shells)));
        return command;
    }

    private static int Run(string shell)
    {
        using OutputTarget output = OutputTarget.Open(null);
        using Stream script = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")!;
        using var text = new MemoryStream();
        script.CopyTo(text);
        output.Sink.Write(text.ToArray());
        output.Complete();
        return ExitCode.Done;
    }
}
