using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests.Satellite.Harness;

/// <summary>The Host as a process of its own. Fails the test when its log has a warning that the test did not announce.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private const string ListeningPrefix = "listening on ";

    private readonly Process _process;
    private readonly LineLog _output = new();
    private readonly LineLog _log = new();
    private readonly List<string> _expectedWarnings = [];

    private HostProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => _output.AddIfAny(e.Data);
        _process.ErrorDataReceived += (_, e) => _log.AddIfAny(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, as it said itself.</summary>
    public string Address { get; private set; } = "";

    public IReadOnlyList<string> Output => _output.Lines;

    public IReadOnlyList<string> Log => _log.Lines;

    /// <summary>The lines of the log that speak of calls.</summary>
    public IReadOnlyList<string> CallLines => [.. Log.Where(line => line.Contains(" call method=", StringComparison.Ordinal))];

    public int Id => _process.Id;

    /// <summary>Starts the Host on a free port and waits until it listens.</summary>
    public static Task<HostProcess> StartAsync(TestCertificates certificates, params string[] args) =>
        StartAsync(certificates, new Dictionary<string, string>(), args);

    /// <summary>The same with environment variables.</summary>
    public static async Task<HostProcess> StartAsync(
        TestCertificates certificates, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        HostProcess host = Run(["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder, .. args], environment);
        await host.WaitUntilItListensAsync();
        return host;
    }

    /// <summary>Starts the Host with exactly these arguments and environment variables.</summary>
    public static HostProcess Run(
        IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null, string? folder = null) =>
        Run(Programs.Host, args, environment, folder);

    /// <summary>Starts the Host by another command line than the usual one.</summary>
    public static HostProcess Run(
        IReadOnlyList<string> program,
        IEnumerable<string> args,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        ProcessStartInfo start = Programs.Start(program, args);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = folder ?? Path.GetTempPath();
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new HostProcess(start);
    }

    /// <summary>Waits for the address. Ends the process if it does not come.</summary>
    public async Task WaitUntilItListensAsync()
    {
        try
        {
            string line = await WaitForOutputAsync(ListeningPrefix);
            Address = line[ListeningPrefix.Length..];
        }
        catch (Exception)
        {
            await KillAsync();
            throw;
        }
    }

    /// <summary>Lets the log have warnings with this text.</summary>
    public void ExpectWarning(string text) => _expectedWarnings.Add(text);

    public Task<string> WaitForOutputAsync(string text) =>
        _output.WaitForAsync(line => line.Contains(text, StringComparison.Ordinal), Waiting.Patience);

    public Task<string> WaitForLogAsync(string text) =>
        _log.WaitForAsync(line => line.Contains(text, StringComparison.Ordinal), Waiting.Patience);

    /// <summary>Waits until as many lines with a text have come.</summary>
    public Task<string> WaitForLogAsync(string text, int times) =>
        _log.WaitForAsync(_ => _log.Lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times, Waiting.Patience);

    public void Signal(int signal) => Posix.Kill(_process.Id, signal);

    /// <summary>Waits until the process has ended and all that it wrote has been read.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Waiting.Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        string[] unexpected =
        [
            .. Log.Where(line => (line.Split(' ') is [_, "warn" or "error" or "critical", ..] || JsonWarning().IsMatch(line))
                && !_expectedWarnings.Exists(text => line.Contains(text, StringComparison.Ordinal))),
        ];
        Assert.HasCount(0, unexpected, string.Create(CultureInfo.InvariantCulture, $"the Host logged: {string.Join('\n', unexpected)}"));
    }

    [GeneratedRegex("""^\{"time":"[^"]*","level":"(warn|error|critical)",""")]
    private static partial Regex JsonWarning();

    private async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await WaitForExitAsync();
        _process.Dispose();
    }
}
