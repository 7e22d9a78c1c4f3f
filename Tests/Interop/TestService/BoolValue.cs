namespace Tests.TestService;

/// <summary>A choice that need not be made.</summary>
[DataContract]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public sealed class BoolValue
{
    [DataMember(Order = 1)]
    public bool Value { get; set; }
}
