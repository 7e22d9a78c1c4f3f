using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Server;

/// <summary>Whether a service can serve; <c>HealthCheckResponse.ServingStatus</c> of grpc.health.v1.</summary>
public enum ServingStatus
{
    /// <summary>Nobody has said.</summary>
    [EnumMember(Value = "UNKNOWN")]
    Unknown = 0,

    /// <summary>It serves.</summary>
    [EnumMember(Value = "SERVING")]
    Serving = 1,

    /// <summary>It does not serve, at least not now.</summary>
    [EnumMember(Value = "NOT_SERVING")]
    NotServing = 2,

    /// <summary>There is no such service: what a client that watches one is told.</summary>
    [EnumMember(Value = "SERVICE_UNKNOWN")]
    ServiceUnknown = 3,
}
