using System.Diagnostics;
using Benchmarks.Micro.Checking;

namespace Tests.Benchmarks;

/// <summary>Every micro-benchmark does what it is named for; how long it takes is no matter here.</summary>
[TestClass]
public sealed class CheckTests(TestContext context)
{
    // Far more than it takes; it bounds a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string[] Folders = ["Protobuf", "Grpc", "Streams"];

    [TestMethod]
    public async Task Check_AllBenchmarks_AreRight()
    {
        (int exitCode, string output) = await RunAsync("--check");

        Assert.AreEqual(0, exitCode, output);
        Assert.DoesNotContain("WRONG", output);
        foreach (string folder in Folders)
        {
            Assert.Contains($"right {folder}.", output);
        }
    }

    [TestMethod]
    [DataRow(typeof(RightBenchmark), true, "1 right, 0 wrong", "right Tests.Benchmarks.RightBenchmark.Double(Number: 21)")]
    [DataRow(typeof(WrongBenchmark), false, "0 right, 1 wrong", "WRONG Tests.Benchmarks.WrongBenchmark.Double: run 2 gave 41")]
    [DataRow(
        typeof(ThrowingBenchmark),
        false,
        "0 right, 1 wrong",
        "WRONG Tests.Benchmarks.ThrowingBenchmark.Double: System.InvalidOperationException: on purpose")]
    [DataRow(
        typeof(UncheckedBenchmark),
        false,
        "0 right, 1 wrong",
        "WRONG Tests.Benchmarks.UncheckedBenchmark.Double: nothing says what is right; it lacks [CheckedBy]")]
    public async Task Check_OneBenchmark_SaysWhetherItIsRight(Type benchmark, bool right, string total, string line)
    {
        var output = new StringWriter();

        bool result = await Check.RunAsync([benchmark], output);

        Assert.AreEqual(right, result);
        Assert.Contains(line, output.ToString());
        Assert.Contains(total, output.ToString());
    }

    [TestMethod]
    public async Task Check_NoBenchmark_IsNotRight() => Assert.IsFalse(await Check.RunAsync([], TextWriter.Null));

    private async Task<(int ExitCode, string Output)> RunAsync(string argument)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Check).Assembly.Location, argument },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(context.CancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(context.CancellationToken);
            await process.WaitForExitAsync(context.CancellationToken).WaitAsync(Patience, context.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
