namespace CodeFirst.Grpc.Server;

/// <summary>Whether a server, and each of its services, can serve. https://github.com/grpc/grpc/blob/master/doc/health-checking.md</summary>
[Service("grpc.health.v1.Health")]
internal interface IHealth
{
    /// <summary>Tells the status of a service, or of the server for an empty name. NOT_FOUND for a service that is not known.</summary>
    Task<HealthCheckResponse> Check(HealthCheckRequest request, CallContext context = default);

    /// <summary>Tells the status of every service that is known. RESOURCE_EXHAUSTED when there are more than 100.</summary>
    Task<HealthListResponse> List(HealthListRequest request, CallContext context = default);

    /// <summary>
    /// Tells the status of a service, or of the server for an empty name, at once and whenever it changes. A service that is
    /// not known is SERVICE_UNKNOWN for as long as it is not.
    /// </summary>
    IAsyncEnumerable<HealthCheckResponse> Watch(HealthCheckRequest request, CallContext context = default);
}
