namespace Tests.TestService;

/// <summary>One response.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class SimpleResponse
{
    [DataMember(Order = 1)]
    public Payload? Payload { get; set; }

    [DataMember(Order = 2)]
    public string Username { get; set; } = "";

    [DataMember(Order = 3)]
    public string OauthScope { get; set; } = "";

    /// <summary>The same for all calls that one server answers.</summary>
    [DataMember(Order = 4)]
    public string ServerId { get; set; } = "";

    [DataMember(Order = 5)]
    public GrpclbRouteType GrpclbRouteType { get; set; }

    [DataMember(Order = 6)]
    public string Hostname { get; set; } = "";
}
