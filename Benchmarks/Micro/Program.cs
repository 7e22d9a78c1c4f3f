using Benchmarks.Micro.Checking;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// micro --check            runs every benchmark a few times and looks at what it gives; exits 1 when something is wrong
// micro --filter '*' ...   measures, with BenchmarkDotNet's own options
if (args is ["--check"])
{
    return await Check.RunAsync(Check.BenchmarksOf(typeof(Program).Assembly), Console.Out) ? 0 : 1;
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
    .Run(args, DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks")))
    .ToList();
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
