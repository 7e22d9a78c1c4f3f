using BenchmarkDotNet.Attributes;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using Benchmarks.Micro.Http2;

namespace Benchmarks.Micro.ServerCall;

/// <summary>Calls of a small message each way, 50 at a time; figures are per call. The client allocates nothing.</summary>
[MemoryDiagnoser]
public class UnaryCalls
{
    private const int Calls = 50;

    private MicroServer _server = null!;
    private RawClient _bare = null!;
    private RawClient _get = null!;
    private RawClient _getInTime = null!;

    [GlobalSetup]
    public async Task Start()
    {
        _server = await MicroServer.StartAsync();
        byte[] request = Framed.Of(new Location { X = 1, Y = 2 });
        byte[] response = Framed.Of(new Location { X = 3, Y = 4 });
        _bare = new RawClient(_server.Address, "/bare/Get", request, response, Calls);
        _get = new RawClient(_server.Address, "/bench.Micro/Get", request, response, Calls);
        _getInTime = new RawClient(_server.Address, "/bench.Micro/Get", request, response, Calls, ("grpc-timeout", "60S"));
    }

    [GlobalCleanup]
    public async Task Stop()
    {
        _bare.Dispose();
        _get.Dispose();
        _getInTime.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>A Kestrel endpoint that does no more than read and write the same bytes.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    [CheckedBy(nameof(AreRight))]
    public Answers BareKestrel() => _bare.Call();

    [Benchmark(OperationsPerInvoke = Calls)]
    [CheckedBy(nameof(AreRight))]
    public Answers Unary() => _get.Call();

    [Benchmark(OperationsPerInvoke = Calls)]
    [CheckedBy(nameof(AreRight))]
    public Answers UnaryWithDeadline() => _getInTime.Call();

    public bool AreRight(Answers answers) => answers.Match(_get.Expected);
}
