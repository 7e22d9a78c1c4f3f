namespace Tests.TestService;

/// <summary>What came with a stream of payloads.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class StreamingInputCallResponse
{
    /// <summary>Bytes of all payloads.</summary>
    [DataMember(Order = 1)]
    public int AggregatedPayloadSize { get; set; }
}
