using BenchmarkDotNet.Attributes;
using Benchmarks.Micro.Checking;
using Benchmarks.Micro.Contract;
using Benchmarks.Micro.Http2;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Benchmarks.Micro.ClientCall;

/// <summary>Calls of a small message each way, one after another on a warm connection. The server allocates nothing.</summary>
[MemoryDiagnoser]
public class UnaryCalls
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(1);

    private readonly Location _request = new() { X = 1, Y = 2 };
    private readonly byte[] _response = Framed.Of(new Location { X = 3, Y = 4 });
    private CannedServer _server = null!;
    private BareClient _bare = null!;
    private GrpcChannel _channel = null!;
    private IMicro _client = null!;

    [GlobalSetup]
    public async Task Start()
    {
        _server = new CannedServer(_response);
        _bare = new BareClient(_server.Address, "/bench.Micro/Get", Framed.Of(_request), _response.Length);
        _channel = GrpcChannel.ForAddress(_server.Address);
        _client = _channel.CreateGrpcService<IMicro>();
        await _bare.CallAsync();
        await _client.Get(_request);
    }

    [GlobalCleanup]
    public void Stop()
    {
        _bare.Dispose();
        _channel.Dispose();
        _server.Dispose();
    }

    /// <summary>HttpClient, sending and receiving the same bytes.</summary>
    [Benchmark(Baseline = true)]
    [CheckedBy(nameof(AreBytes))]
    public Task<ReadOnlyMemory<byte>> BareHttpClient() => _bare.CallAsync();

    [Benchmark]
    [CheckedBy(nameof(IsAnswer))]
    public Task<Location> Unary() => _client.Get(_request);

    [Benchmark]
    [CheckedBy(nameof(IsAnswer))]
    public Task<Location> UnaryWithDeadline() => _client.Get(_request, new CallOptions(Deadline: DateTime.UtcNow + Time));

    public bool AreBytes(ReadOnlyMemory<byte> response) => response.Span.SequenceEqual(_response);

    public bool IsAnswer(Location location) => location is { X: 3, Y: 4 };
}
