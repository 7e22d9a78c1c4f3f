namespace Tests.TestService;

/// <summary>The tests' own Empty, which is not <c>google.protobuf.Empty</c>.</summary>
[DataContract(Name = "Empty")]
[ProtoFile(ProtoFiles.Package, FileName = ProtoFiles.Empty)]
public sealed class EmptyMessage;
