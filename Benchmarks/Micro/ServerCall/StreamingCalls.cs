using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using Benchmarks.Micro.Http2;

namespace Benchmarks.Micro.ServerCall;

/// <summary>
/// Calls with a stream of small messages, ten at a time; figures are per call, so that those of one and of a thousand messages
/// tell what a message costs. The client allocates nothing.
/// </summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class StreamingCalls
{
    private const int Calls = 10;

    private MicroServer _server = null!;
    private RawClient _bareGetMany = null!;
    private RawClient _getMany = null!;
    private RawClient _bareCollect = null!;
    private RawClient _collect = null!;

    [Params(1, 1000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public async Task Start()
    {
        _server = await MicroServer.StartAsync();
        byte[] count = Framed.Of(new Count { Messages = Messages });
        byte[] responses = Framed.Of(Enumerable.Repeat(new Location { X = 3, Y = 4 }, Messages));
        byte[] requests = Framed.Of(Enumerable.Repeat(new Location { X = 1, Y = 2 }, Messages));
        _bareGetMany = new RawClient(_server.Address, "/bare/GetMany", count, responses, Calls);
        _getMany = new RawClient(_server.Address, "/bench.Micro/GetMany", count, responses, Calls);
        _bareCollect = new RawClient(_server.Address, "/bare/Collect", requests, count, Calls);
        _collect = new RawClient(_server.Address, "/bench.Micro/Collect", requests, count, Calls);
    }

    [GlobalCleanup]
    public async Task Stop()
    {
        _bareGetMany.Dispose();
        _getMany.Dispose();
        _bareCollect.Dispose();
        _collect.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>A Kestrel endpoint that writes the same bytes in batches.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    [BenchmarkCategory("responses")]
    [CheckedBy(nameof(AreResponses))]
    public Answers BareKestrelWrites() => _bareGetMany.Call();

    [Benchmark(OperationsPerInvoke = Calls)]
    [BenchmarkCategory("responses")]
    [CheckedBy(nameof(AreResponses))]
    public Answers ServerStreaming() => _getMany.Call();

    /// <summary>A Kestrel endpoint that reads the same bytes and decodes none.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    [BenchmarkCategory("requests")]
    [CheckedBy(nameof(AreCounts))]
    public Answers BareKestrelReads() => _bareCollect.Call();

    [Benchmark(OperationsPerInvoke = Calls)]
    [BenchmarkCategory("requests")]
    [CheckedBy(nameof(AreCounts))]
    public Answers ClientStreaming() => _collect.Call();

    public bool AreResponses(Answers answers) => answers.Match(_getMany.Expected);

    public bool AreCounts(Answers answers) => answers.Match(_collect.Expected);
}
