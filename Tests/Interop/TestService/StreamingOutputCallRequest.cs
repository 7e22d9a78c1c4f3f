namespace Tests.TestService;

/// <summary>What a stream of responses is to be like.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class StreamingOutputCallRequest
{
    [DataMember(Order = 1)]
    public PayloadType ResponseType { get; set; }

    /// <summary>One for each response.</summary>
    [DataMember(Order = 2)]
    public ResponseParameters[] ResponseParameters { get; set; } = [];

    [DataMember(Order = 3)]
    public Payload? Payload { get; set; }

    /// <summary>The status to answer with instead.</summary>
    [DataMember(Order = 7)]
    public EchoStatus? ResponseStatus { get; set; }
}
