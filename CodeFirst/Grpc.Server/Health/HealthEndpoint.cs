namespace CodeFirst.Grpc.Server;

/// <summary>Answers health checks from a <see cref="HealthService"/>.</summary>
internal sealed class HealthEndpoint(HealthService health) : IHealth
{
    // The official health.proto asks for this one.
    private const int LongestList = 100;

    public Task<HealthCheckResponse> Check(HealthCheckRequest request, CallContext context = default) =>
        health.Look(request.Service).Status is { } status
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, "the health of this service is not known; services are asked for by full name, package.Service"));

    public Task<HealthListResponse> List(HealthListRequest request, CallContext context = default) =>
        health.LookAtAll(LongestList) is { } statuses
            ? Task.FromResult(new HealthListResponse { Statuses = statuses.ToDictionary(s => s.Key, s => new HealthCheckResponse { Status = s.Value }) })
            : throw new RpcException(new Status(StatusCode.ResourceExhausted, $"there are more than {LongestList} services; check them one by one"));

    public async IAsyncEnumerable<HealthCheckResponse> Watch(HealthCheckRequest request, CallContext context = default)
    {
        // A client that reads slowly holds this up, and nothing else: it misses what came and went meanwhile.
        ServingStatus? told = null;
        while (true)
        {
            ServiceHealth now = health.Look(request.Service);
            ServingStatus status = now.Status ?? ServingStatus.ServiceUnknown;
            if (status != told)
            {
                told = status;
                yield return new HealthCheckResponse { Status = status };
                continue;
            }

            if (now.IsLast)
            {
                throw ServerStopping.Error();
            }

            await now.Changed.WaitAsync(context.CancellationToken);
        }
    }
}
