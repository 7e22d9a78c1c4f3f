using System.Runtime.Serialization;
using CodeFirst.Grpc;

namespace Tests.Satellite.Harness;

/// <summary>Health checks as a client of its own knows them, from the official health.proto.</summary>
[Service("grpc.health.v1.Health")]
public interface IHealth
{
    Task<HealthResponse> Check(HealthRequest request, CallContext context = default);

    IAsyncEnumerable<HealthResponse> Watch(HealthRequest request, CallContext context = default);
}

[DataContract]
public sealed class HealthRequest
{
    [DataMember(Order = 1)]
    public string Service { get; set; } = "";
}

[DataContract]
public sealed class HealthResponse
{
    public const int Serving = 1;
    public const int NotServing = 2;

    [DataMember(Order = 1)]
    public int Status { get; set; }
}
