using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>How long it takes from the start of a server's process to its first reply over mutual TLS.</summary>
internal static partial class ServerStart
{
    private const int WarmUps = 30;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Starts <paramref name="command"/> again and again. <c>--server</c> is one that runs already, to warm this client up with.
    /// </summary>
    public static async Task MeasureAsync(Arguments options, string[] command)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            await CallAsync(options.Text("--server"), options.Certificates);
        }

        for (var i = 0; i < options.Number("--times"); i++)
        {
            var took = await MeasureOnceAsync(command, options.Certificates).WaitAsync(LongestStart);
            Console.WriteLine(FormattableString.Invariant($"{took.TotalMilliseconds:F1}"));
        }
    }

    private static async Task<TimeSpan> MeasureOnceAsync(string[] command, string certificates)
    {
        var began = Stopwatch.GetTimestamp();
        using var server = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })!;
        try
        {
            var line = await server.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The server ended before it served.");
            var port = int.Parse(MutualPort.Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
            await CallAsync($"localhost:{port}", certificates);
            return Stopwatch.GetElapsedTime(began);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task CallAsync(string server, string certificates)
    {
        using var channel = ClientChannel.Open(server, "mutual", certificates, isPlain: false);
        await channel.Satellite.GetImage(new Location { X = 3, Y = 4 });
    }

    // The Host says `listening on https://127.0.0.1:PORT`, the others `listening … mutual=PORT`.
    [GeneratedRegex(@"^listening .*(?:mutual=|https://127\.0\.0\.1:)(\d+)")]
    private static partial Regex MutualPort { get; }
}
