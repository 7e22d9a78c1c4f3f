using CodeFirst.Grpc;

namespace Benchmarks.Micro.Contract;

/// <summary>The calls that are measured.</summary>
[Service("bench.Micro")]
public interface IMicro
{
    /// <summary>One message each way.</summary>
    Task<Location> Get(Location location, CallContext context = default);

    /// <summary>As many messages back as are asked for.</summary>
    IAsyncEnumerable<Location> GetMany(Count count, CallContext context = default);

    /// <summary>How many messages came.</summary>
    Task<Count> Collect(IAsyncEnumerable<Location> locations, CallContext context = default);
}
