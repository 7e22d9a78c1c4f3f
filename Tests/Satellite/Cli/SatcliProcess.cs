using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Runs satcli as people do: as a process of its own.</summary>
internal sealed class SatcliProcess : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SatcliProcess(Process process) => _process = process;

    public Stream Output => _process.StandardOutput.BaseStream;

    public int Id => _process.Id;

    /// <summary>Starts it without SATCLI_ variables, colours and profiles of whoever runs the tests.</summary>
    public static SatcliProcess Start(
        string folder, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments) =>
        Start(folder, environment, Programs.Start(Programs.Satcli, arguments));

    /// <summary>Starts a script of sh, to which <c>"$@"</c> is satcli.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Its variables.</param>
    /// <param name="script">The script.</param>
    /// <param name="launcher">What runs sh; nothing for sh itself.</param>
    public static SatcliProcess StartScript(
        string folder, IReadOnlyDictionary<string, string> environment, string script, params IReadOnlyList<string> launcher) =>
        Start(folder, environment, Programs.Start([.. launcher, "sh", "-c", script, "sh"], Programs.Satcli));

    private static SatcliProcess Start(string folder, IReadOnlyDictionary<string, string>? environment, ProcessStartInfo start)
    {
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Prepare(start.Environment, folder, environment);
        return new SatcliProcess(Process.Start(start)!);
    }

    /// <summary>Takes out of an environment what whoever runs the tests has set for satcli, and sets what a test wants.</summary>
    public static void Prepare(
        IDictionary<string, string?> variables, string folder, IReadOnlyDictionary<string, string>? wanted = null)
    {
        foreach (string variable in variables.Keys.Where(key => key.StartsWith("SATCLI_", StringComparison.Ordinal)).ToArray())
        {
            variables.Remove(variable);
        }

        variables.Remove("NO_COLOR");
        variables["SATCLI_COMMAND"] = "satcli";
        variables["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config");
        foreach ((string name, string value) in wanted ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<Result> RunAsync(string folder, params IEnumerable<string> arguments) => RunAsync(folder, null, arguments);

    public static async Task<Result> RunAsync(
        string folder, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments)
    {
        using SatcliProcess satcli = Start(folder, environment, arguments);
        return await satcli.EndAsync();
    }

    /// <summary>Waits for its end and takes what it has written.</summary>
    public async Task<Result> EndAsync(bool readOutput = true)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        using var output = new MemoryStream();
        Task copying = readOutput ? Output.CopyToAsync(output, timeout.Token) : Task.CompletedTask;
        Task<string> error = _process.StandardError.ReadToEndAsync(timeout.Token);
        await copying;
        string errorText = await error;
        await _process.WaitForExitAsync(timeout.Token);
        return new Result(_process.ExitCode, output.ToArray(), errorText);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    internal sealed record Result(int ExitCode, byte[] Bytes, string Error)
    {
        public string Output => Encoding.UTF8.GetString(Bytes);

        /// <summary>Stdout as JSON, a value a line.</summary>
        public JsonElement[] Lines => Parse(Output);

        /// <summary>Stderr as JSON, a value a line.</summary>
        public JsonElement[] Messages => Parse(Error);

        public Result Expect(int exitCode)
        {
            Assert.AreEqual(exitCode, ExitCode, $"stdout: {Output}\nstderr: {Error}");
            return this;
        }

        /// <summary>Expects stderr to hold a line, which every hint that can be pasted is.</summary>
        public Result ExpectErrorLine(string line)
        {
            CollectionAssert.Contains(Error.Split('\n').Select(l => l.Trim()).ToArray(), line, Error);
            return this;
        }

        public Result ExpectError(string part)
        {
            Assert.Contains(part, Error);
            return this;
        }

        private static JsonElement[] Parse(string lines) =>
            [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}
