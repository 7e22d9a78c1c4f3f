namespace Tests.TestService;

/// <summary>How a client came to the server, which only matters with a load balancer.</summary>
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public enum GrpclbRouteType
{
    Unknown = 0,
    Fallback = 1,
    Backend = 2,
}
