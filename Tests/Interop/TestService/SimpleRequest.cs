namespace Tests.TestService;

/// <summary>What one response is to be like.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class SimpleRequest
{
    [DataMember(Order = 1)]
    public PayloadType ResponseType { get; set; }

    /// <summary>Bytes of the response's payload.</summary>
    [DataMember(Order = 2)]
    public int ResponseSize { get; set; }

    [DataMember(Order = 3)]
    public Payload? Payload { get; set; }

    [DataMember(Order = 4)]
    public bool FillUsername { get; set; }

    [DataMember(Order = 5)]
    public bool FillOauthScope { get; set; }

    /// <summary>Whether the response is to be compressed.</summary>
    [DataMember(Order = 6)]
    public BoolValue? ResponseCompressed { get; set; }

    /// <summary>The status to answer with instead.</summary>
    [DataMember(Order = 7)]
    public EchoStatus? ResponseStatus { get; set; }

    /// <summary>Whether the server is to insist on this request's having come compressed.</summary>
    [DataMember(Order = 8)]
    public BoolValue? ExpectCompressed { get; set; }

    [DataMember(Order = 9)]
    public bool FillServerId { get; set; }

    [DataMember(Order = 10)]
    public bool FillGrpclbRouteType { get; set; }
}
