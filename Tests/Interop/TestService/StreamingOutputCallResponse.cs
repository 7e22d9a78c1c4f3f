namespace Tests.TestService;

/// <summary>One of a stream of responses.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class StreamingOutputCallResponse
{
    [DataMember(Order = 1)]
    public Payload? Payload { get; set; }
}
