using System.Runtime.Serialization;
using CodeFirst.Grpc;

namespace Tests.Satellite.Harness;

/// <summary>As much of server reflection as it takes to ask which services there are, from the official reflection.proto.</summary>
[Service("grpc.reflection.v1.ServerReflection")]
public interface IReflection
{
    IAsyncEnumerable<ReflectionResponse> ServerReflectionInfo(IAsyncEnumerable<ReflectionRequest> requests, CallContext context = default);
}

[DataContract]
public sealed class ReflectionRequest
{
    [DataMember(Order = 7)]
    public string? ListServices { get; set; }
}

[DataContract]
public sealed class ReflectionResponse
{
    [DataMember(Order = 6)]
    public ServiceList? Services { get; set; }
}

[DataContract]
public sealed class ServiceList
{
    [DataMember(Order = 1)]
    public List<ServiceName> Service { get; set; } = [];
}

[DataContract]
public sealed class ServiceName
{
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";
}
