namespace Tests.TestService;

/// <summary>Bytes that make a message as long as the test wants it.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class Payload
{
    [DataMember(Order = 1)]
    public PayloadType Type { get; set; }

    [DataMember(Order = 2)]
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>A payload of so many zeros.</summary>
    public static Payload Zeros(int length) => new() { Body = new byte[length] };
}
