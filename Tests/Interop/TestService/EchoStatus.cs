namespace Tests.TestService;

/// <summary>A status that the server is to end the call with.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class EchoStatus
{
    [DataMember(Order = 1)]
    public int Code { get; set; }

    [DataMember(Order = 2)]
    public string Message { get; set; } = "";
}
