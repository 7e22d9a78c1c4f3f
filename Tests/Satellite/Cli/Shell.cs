using System.Diagnostics;
using System.Text.RegularExpressions;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Shells that complete command lines of satcli with the script that it prints for them.</summary>
internal sealed partial class Shell : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    /// <param name="environment">Variables for the shell, and so for satcli.</param>
    public Shell(IReadOnlyDictionary<string, string>? environment = null)
    {
        // Scripts call satcli by the name that was typed.
        string programs = Directory.CreateDirectory(_folder["programs"]).FullName;
        string satcli = Path.Combine(programs, "satcli");
        string program = string.Join(' ', Programs.Satcli.Select(part => $"'{part}'"));
        File.WriteAllText(satcli, $"#!/bin/sh\nexec {program} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(satcli, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        _environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["PATH"] = programs + Path.PathSeparator + path,
            ["HOME"] = _folder.Path,
            ["TERM"] = "dumb",
        };
    }

    /// <summary>Where it runs.</summary>
    public string Folder => _folder.Path;

    /// <summary>What a test with a shell of this name needs.</summary>
    public static Requirement Needs(string shell) => shell == "pwsh"
        ? new Requirement("PowerShell (dotnet tool)", File.Exists(Pwsh))
        : Requirement.Program(shell, shell);

    /// <summary>What the shell makes of a line when Tab is pressed at its end.</summary>
    /// <returns>The completed words where there is one way only; else, in some shells, the last word in all ways.</returns>
    public async Task<string> CompleteAsync(string shell, string line) => shell switch
    {
        "bash" => await TypeAsync("bash --norc --noprofile -i", "source <(satcli completion bash)", line),
        "zsh" => await TypeAsync("zsh -f -i", "autoload -U compinit; compinit -u; source <(satcli completion zsh)", line),
        "fish" => await RunAsync("fish", "--no-config", "-c", $"satcli completion fish | source; complete -C '{line}'"),
        _ => await RunAsync(
            Pwsh,
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            "satcli completion powershell | Out-String | Invoke-Expression; "
            + $"(TabExpansion2 '{line}' {line.Length}).CompletionMatches | ForEach-Object {{ $_.CompletionText + \"`t\" + $_.ToolTip }}"),
    };

    public void Dispose() => _folder.Dispose();

    private static string Pwsh => Path.Combine(Programs.Repository, "artifacts", "tools", "pwsh");

    // Typed by a person: the line, Tab, to the line's beginning, and a command that shows the words of the line.
    private async Task<string> TypeAsync(string shell, string load, string line)
    {
        using Process process = Start("script", ["-qec", $"stty cols 500 -echo; exec {shell}", "/dev/null"]);
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        await process.StandardInput.WriteAsync(
            $"{load}; PS1=; stty -echo; echo load''ed\n{line}\t\u0001printf '<%s>' do''ne \nexit\n".AsMemory(),
            timeout.Token);
        await process.StandardInput.FlushAsync(timeout.Token);
        string screen = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Match words = Words.Match(screen);
        Assert.IsTrue(words.Success, screen);
        return words.Value;
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Assert.AreEqual(0, process.ExitCode, output);
        return output;
    }

    [GeneratedRegex("<done>(<[^>]*>)+")]
    private static partial Regex Words { get; }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        SatcliProcess.Prepare(start.Environment, _folder.Path, _environment);
        return Process.Start(start)!;
    }
}
