using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using Benchmarks.Micro.Http2;
using CodeFirst.Grpc.Client;

namespace Benchmarks.Micro.ClientCall;

/// <summary>
/// Calls with a stream of small messages, one after another on a warm connection; figures are per call, so that those of one
/// and of a thousand messages tell what a message costs. The server allocates nothing.
/// </summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class StreamingCalls
{
    private readonly Location _request = new() { X = 1, Y = 2 };
    private byte[] _responses = [];
    private byte[] _counted = [];
    private Count _count = new();
    private CannedServer _many = null!;
    private CannedServer _one = null!;
    private BareClient _bareGetMany = null!;
    private BareClient _bareCollect = null!;
    private GrpcChannel _toMany = null!;
    private GrpcChannel _toOne = null!;
    private IMicro _getMany = null!;
    private IMicro _collect = null!;

    [Params(1, 1000)]
    public int Messages { get; set; }

    [GlobalSetup]
    public async Task Start()
    {
        _count = new Count { Messages = Messages };
        _responses = Framed.Of(Enumerable.Repeat(new Location { X = 3, Y = 4 }, Messages));
        _counted = Framed.Of(_count);
        _many = new CannedServer(_responses);
        _one = new CannedServer(_counted);
        _bareGetMany = new BareClient(_many.Address, "/bench.Micro/GetMany", _counted, _responses.Length);
        _bareCollect = new BareClient(_one.Address, "/bench.Micro/Collect", Framed.Of(Enumerable.Repeat(_request, Messages)), _counted.Length);
        _toMany = GrpcChannel.ForAddress(_many.Address);
        _toOne = GrpcChannel.ForAddress(_one.Address);
        _getMany = _toMany.CreateGrpcService<IMicro>();
        _collect = _toOne.CreateGrpcService<IMicro>();
        await _bareGetMany.CallAsync();
        await _bareCollect.CallAsync();
        await ServerStreaming();
        await ClientStreaming();
    }

    [GlobalCleanup]
    public void Stop()
    {
        _bareGetMany.Dispose();
        _bareCollect.Dispose();
        _toMany.Dispose();
        _toOne.Dispose();
        _many.Dispose();
        _one.Dispose();
    }

    /// <summary>HttpClient, receiving the same bytes and decoding none.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("responses")]
    [CheckedBy(nameof(AreResponses))]
    public Task<ReadOnlyMemory<byte>> BareHttpClientReads() => _bareGetMany.CallAsync();

    [Benchmark]
    [BenchmarkCategory("responses")]
    [CheckedBy(nameof(IsSum))]
    public async Task<long> ServerStreaming()
    {
        long sum = 0;
        await foreach (Location location in _getMany.GetMany(_count))
        {
            sum += (1000 * location.X) + location.Y;
        }

        return sum;
    }

    /// <summary>HttpClient, sending the same bytes in one piece.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("requests")]
    [CheckedBy(nameof(IsCounted))]
    public Task<ReadOnlyMemory<byte>> BareHttpClientWrites() => _bareCollect.CallAsync();

    [Benchmark]
    [BenchmarkCategory("requests")]
    [CheckedBy(nameof(IsCount))]
    public Task<Count> ClientStreaming() => _collect.Collect(RequestsAsync());

    public bool AreResponses(ReadOnlyMemory<byte> response) => response.Span.SequenceEqual(_responses);

    public bool IsSum(long sum) => sum == 3004L * Messages;

    public bool IsCounted(ReadOnlyMemory<byte> response) => response.Span.SequenceEqual(_counted);

    public bool IsCount(Count count) => count.Messages == Messages;

    private async IAsyncEnumerable<Location> RequestsAsync()
    {
        await Task.CompletedTask;
        for (int i = 0; i < Messages; i++)
        {
            yield return _request;
        }
    }
}
