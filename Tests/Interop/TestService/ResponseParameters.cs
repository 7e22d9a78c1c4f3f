namespace Tests.TestService;

/// <summary>What one of a stream of responses is to be like.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class ResponseParameters
{
    /// <summary>Bytes of the response's payload.</summary>
    [DataMember(Order = 1)]
    public int Size { get; set; }

    /// <summary>Microseconds to wait before the response is sent.</summary>
    [DataMember(Order = 2)]
    public int IntervalUs { get; set; }

    /// <summary>Whether the response is to be compressed.</summary>
    [DataMember(Order = 3)]
    public BoolValue? Compressed { get; set; }
}
