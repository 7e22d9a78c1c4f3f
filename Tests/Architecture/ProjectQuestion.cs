using System.Diagnostics;
using System.Text.Json;

namespace Tests.Architecture;

/// <summary>Asks MSBuild what projects reference.</summary>
internal static class ProjectQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The arrows of the given projects, all asked in one MSBuild process: starting one takes longer than its answers.</summary>
    public static async Task<IReadOnlyList<Arrow>> AskAsync(IEnumerable<string> projects, CancellationToken cancellation)
    {
        var asked = projects.ToList();
        using var answer = JsonDocument.Parse(await RunAsync(asked, cancellation));
        var items = answer.RootElement.GetProperty("TargetResults").GetProperty("Ask").GetProperty("Items").EnumerateArray().ToList();

        // A project that did not answer would be one without any wrong arrow.
        var answered = items.Count(item => item.GetProperty("ArrowKind").GetString() == "Asked");
        Assert.AreEqual(asked.Count, answered, "every project answers once");
        return [.. items.Where(IsDrawnHere).Select(Read)];
    }

    private static bool IsDrawnHere(JsonElement item) =>
        item.TryGetProperty("ArrowDrawnBy", out var file)
            && !Repository.Relative(file.GetString()!).StartsWith("..", StringComparison.Ordinal);

    private static Arrow Read(JsonElement item)
    {
        var from = Folder(item.GetProperty("MSBuildSourceProjectFile").GetString()!);
        var kind = Enum.Parse<ArrowKind>(item.GetProperty("ArrowKind").GetString()!);
        var to = item.GetProperty("Identity").GetString()!;
        if (kind != ArrowKind.Project)
        {
            return new Arrow(from, kind, to);
        }

        var analyzer = Text(item, "ArrowAnalyzer") == "Analyzer" && Text(item, "ArrowLibrary") == "false";
        return new Arrow(from, analyzer ? ArrowKind.Analyzer : ArrowKind.Project, Folder(to));
    }

    private static string Folder(string project) => Path.GetDirectoryName(Repository.Relative(project))!.Replace('\\', '/');

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static async Task<string> RunAsync(List<string> projects, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "msbuild", Repository.FullPath("Tests/Architecture/Questions/AskProjects.proj"), "-nologo", "-nodeReuse:false",
            "-t:Ask", "-getTargetResult:Ask", $"-p:Projects=\"{string.Join(';', projects.Select(Repository.FullPath))}\"",
        ];
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.AreEqual(0, process.ExitCode, output);
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
