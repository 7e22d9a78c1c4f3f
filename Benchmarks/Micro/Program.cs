using Benchmarks.Micro.Checking;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// micro --check            runs every benchmark a few times and looks at what it gives; exits 1 when something is wrong
// micro --filter '*' ...   measures, with BenchmarkDotNet's own options
if (args is ["--check"])
{
    return await Check.RunAsync(Check.BenchmarksOf(typeof(Program).Assembly), Console.Out) ? 0 : 1;
}

// All that is measured is built once more for it; the default of two minutes is short for a busy machine.
IConfig config = DefaultConfig.Instance
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"))
    .WithBuildTimeout(TimeSpan.FromMinutes(10));
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config).ToList();
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
