using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Server;

/// <summary>Asks for the status of a service.</summary>
[DataContract]
internal sealed class HealthCheckRequest
{
    /// <summary>The service's full name, or empty for the server.</summary>
    [DataMember(Order = 1)]
    public string Service { get; set; } = "";
}

/// <summary>The status of a service.</summary>
[DataContract]
internal sealed class HealthCheckResponse
{
    /// <summary>The status.</summary>
    [DataMember(Order = 1)]
    public ServingStatus Status { get; set; }
}

/// <summary>Asks for the status of every service.</summary>
[DataContract]
internal sealed class HealthListRequest;

/// <summary>The status of every service.</summary>
[DataContract]
internal sealed class HealthListResponse
{
    /// <summary>Statuses by service; the server's is that of the empty name.</summary>
    [DataMember(Order = 1)]
    public Dictionary<string, HealthCheckResponse> Statuses { get; set; } = [];
}
