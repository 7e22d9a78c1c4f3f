namespace Tests.TestService;

/// <summary>What a payload consists of.</summary>
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Messages)]
public enum PayloadType
{
    /// <summary>What compresses well: zeros.</summary>
    [EnumMember(Value = "COMPRESSABLE")]
    Compressable = 0,
}
