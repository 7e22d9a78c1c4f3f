namespace Tests.TestService;

/// <summary>One of a stream of payloads.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class StreamingInputCallRequest
{
    [DataMember(Order = 1)]
    public Payload? Payload { get; set; }

    /// <summary>Whether the server is to insist on this request's having come compressed.</summary>
    [DataMember(Order = 2)]
    public BoolValue? ExpectCompressed { get; set; }
}
