// The whole thing in one command: dotnet run demo.cs
//
// Makes throw-away certificates, starts the Host, draws the Earth over mutual TLS, gets single images and stops the Host,
// by running what a person would type; each command is shown before it runs.

// The native compiler's pack is not everywhere, and nothing here needs it.
#:property PublishAot=false

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
using var demo = new Demo(root);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, demo.Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, demo.Stop);
return await demo.RunAsync();

internal sealed class Demo(string root) : IDisposable
{
    private const int Interrupted = 130;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private readonly string _scratch = Directory.CreateTempSubdirectory("satellite-demo-").FullName;
    private readonly Dictionary<string, string> _settings = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    private string Satcli => Path.Combine(root, OperatingSystem.IsWindows() ? "satcli.cmd" : "satcli");

    public async Task<int> RunAsync()
    {
        Host? host = null;
        try
        {
            Say("Building the Host and satcli; the first time takes a minute or two.");
            await BuildAsync();

            Say("Certificates for this demo alone, in a folder that goes with it: a CA, one for the server and one for us.");
            string certs = Path.Combine(_scratch, "certs");
            await SatcliAsync("certs", "create", "--days", "1", "--out", certs);

            Say("The Host, on a free port. It lets in only who shows a certificate of that CA.");
            host = Host.Start(root, certs, sendDelay: _isTerminal ? "1ms" : "0ms", Show);
            string address = await host.ListeningAsync(StartLimit, _stopped.Token);
            Console.WriteLine($"listening on {address}");

            Say("Where satcli finds it:");
            Set("SATCLI_SERVER", address);
            Set("SATCLI_CERTS", certs);

            Say("The Earth, an image a cell, drawn as the images arrive:");
            await SatcliAsync("get-area");

            Say("Single images: land in Africa, sea in the Pacific, and what there is beyond the edge.");
            await SatcliAsync("get-image", "--x", "45", "--y", "17");
            await SatcliAsync("get-image", "--x", "5", "--y", "16", "--format", "json");
            await RunSatcliAsync(expectedExit: 1, "get-image", "--x", "80", "--y", "16");

            Say("The other map is of pictures: NASA's Blue Marble. That of Rome, and all of them in a file that GDAL opens:");
            await SatcliAsync("maps");
            await SatcliAsync(
                "get-image",
                "--map", "blue-marble",
                "--lon", "12.49",
                "--lat", "41.89",
                "-o",
                Path.Combine(_scratch, "rome.jpg"));
            string tiles = Path.Combine(_scratch, "marble.gpkg");
            await SatcliAsync("get-area", "--map", "blue-marble", "-o", tiles);
            Console.WriteLine($"{new FileInfo(tiles).Length:N0} bytes");

            Say("Into a file, the map comes back byte for byte:");
            string file = Path.Combine(_scratch, "map.txt");
            await SatcliAsync("get-area", "-o", file);
            Compare(file, Path.Combine(root, "Host", "Maps", "earth-80x32.txt"));

            Say("The Host again, asked to stop:");
            Show($"kill {host.Id}");
            int exitCode = await host.StopAsync(StopLimit);
            Expect(exitCode == 0, $"the Host ended with exit code {exitCode}");
            Console.WriteLine("stopped, exit code 0");

            Say($"Done, in {Stopwatch.GetElapsedTime(_started).TotalSeconds:N0} s. To go on by yourself:");
            Show($"{Typed(Satcli)} certs create");
            Show("dotnet run --project Host");
            Show($"{Typed(Satcli)} get-area            # in another terminal");
            return 0;
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e) when (!_stopped.IsCancellationRequested)
        {
            Console.Error.WriteLine($"\ndemo: {e.Message}");
            if (host is not null)
            {
                Console.Error.WriteLine($"\nThe Host's log:\n{host.Log}");
            }

            return 1;
        }
        catch (Exception)
        {
            return Interrupted;
        }
        finally
        {
            host?.Dispose();
        }
    }

    /// <summary>On a signal. What runs in the foreground gets it from the terminal too.</summary>
    public void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stopped.Cancel();
    }

    public void Dispose()
    {
        Directory.Delete(_scratch, recursive: true);
        _stopped.Dispose();
    }

    private async Task BuildAsync()
    {
        using Process build = Process.Start(
            new ProcessStartInfo("dotnet", ["build", "Host", "-c", "Release", "-v", "quiet", "-nologo", "--tl:off"])
            {
                WorkingDirectory = root,
                RedirectStandardOutput = true,
            })!;
        string output = await build.StandardOutput.ReadToEndAsync(_stopped.Token);
        await build.WaitForExitAsync(_stopped.Token);
        Expect(build.ExitCode == 0, "the Host does not build\n" + output);

        // The script builds what it runs.
        using Process satcli = Process.Start(new ProcessStartInfo(Satcli, ["--version"]) { RedirectStandardOutput = true })!;
        await satcli.StandardOutput.ReadToEndAsync(_stopped.Token);
        await satcli.WaitForExitAsync(_stopped.Token);
        Expect(satcli.ExitCode == 0, "satcli does not build");
    }

    private Task SatcliAsync(params string[] arguments) => RunSatcliAsync(expectedExit: 0, arguments);

    /// <summary>Shows a command and runs it with our own terminal.</summary>
    private async Task RunSatcliAsync(int expectedExit, params string[] arguments)
    {
        Show($"{Typed(Satcli)} {string.Join(' ', arguments)}");
        var start = new ProcessStartInfo(Satcli, arguments);
        Clean(start);

        // A folder without profiles, since the person's own default would add to the settings.
        start.Environment["XDG_CONFIG_HOME"] = _scratch;
        start.Environment["APPDATA"] = _scratch;
        foreach ((string name, string value) in _settings)
        {
            start.Environment[name] = value;
        }

        using Process satcli = Process.Start(start)!;
        await satcli.WaitForExitAsync(_stopped.Token);
        Expect(satcli.ExitCode == expectedExit, $"exit code {satcli.ExitCode} instead of {expectedExit}");
        if (expectedExit != 0)
        {
            Console.WriteLine($"(exit code {expectedExit}, as it should be)");
        }
    }

    private void Set(string variable, string value)
    {
        _settings[variable] = value;
        Show(OperatingSystem.IsWindows() ? $"set {variable}={value}" : $"export {variable}={value}");
    }

    private static void Compare(string received, string original)
    {
        byte[] bytes = File.ReadAllBytes(received);
        Expect(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(original)), $"{received} is not {original}");
        Console.WriteLine($"{bytes.Length:N0} bytes, those of {original}");
    }

    private void Say(string text) => Console.WriteLine(_isTerminal ? $"\n\e[1m{text}\e[0m" : $"\n{text}");

    private void Show(string command) => Console.WriteLine(_isTerminal ? $"\e[36m$ {command}\e[0m" : $"$ {command}");

    private static string Typed(string path) =>
        Path.GetRelativePath(Directory.GetCurrentDirectory(), path) is var relative && !relative.Contains(Path.DirectorySeparatorChar)
            ? Path.Combine(".", relative)
            : relative;

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    /// <summary>Leaves out settings that the person has for other days.</summary>
    internal static void Clean(ProcessStartInfo start)
    {
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(name);
        }

        static bool IsSetting(string name) => name.StartsWith("SATCLI_", StringComparison.Ordinal)
            || name.StartsWith("SATELLITE_", StringComparison.Ordinal)
            || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal);
    }
}

/// <summary>The Host as a process of its own.</summary>
internal sealed class Host : IDisposable
{
    private const string Listening = "listening on ";
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Host(Process process) => _process = process;

    public int Id => _process.Id;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static Host Start(string root, string certs, string sendDelay, Action<string> show)
    {
        // Port 0 takes an address: with a name it would be a port for each of the name's.
        string[] arguments = ["--urls", "https://127.0.0.1:0", "--certs", certs, "--send-delay", sendDelay];
        show($"dotnet run --project Host -c Release -- {string.Join(' ', arguments)} &");
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(root, "Host", "bin", "Release", "net10.0", "CodeFirstSatellite.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Demo.Clean(start);
        var host = new Host(Process.Start(start)!);
        host._process.OutputDataReceived += (_, line) => host.Hear(line.Data, isEnd: line.Data is null);
        host._process.ErrorDataReceived += (_, line) => host.Hear(line.Data, isEnd: false);
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it serves, and says where.</summary>
    public Task<string> ListeningAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        _address.Task.WaitAsync(limit, cancellationToken);

    /// <summary>Asks it to stop, as a service manager does, and waits for its end.</summary>
    public async Task<int> StopAsync(TimeSpan limit)
    {
        if (OperatingSystem.IsWindows() || Kill(_process.Id, SigTerm) != 0)
        {
            _process.Kill();
        }

        using var timeout = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timeout.Token);
        return OperatingSystem.IsWindows() ? 0 : _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Hear(string? line, bool isEnd)
    {
        if (isEnd)
        {
            _address.TrySetException(new InvalidOperationException("the Host ended before it served"));
        }

        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        if (line.StartsWith(Listening, StringComparison.Ordinal))
        {
            _address.TrySetResult(line[Listening.Length..].Trim());
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
