using CodeFirst.Generator.Parsing;

namespace CodeFirst.Generator.Checking;

/// <summary>A message, enum or service as the schema has it.</summary>
/// <param name="Key">What its place is known by.</param>
/// <param name="Readable">Its C# name for a person.</param>
/// <param name="Package">Its package, empty for none.</param>
/// <param name="FullName">Its protobuf name with the package.</param>
/// <param name="File">Its schema file.</param>
/// <param name="Fix">The attribute that names it otherwise.</param>
/// <param name="Uses">The types that its fields or methods are of.</param>
internal sealed record Declaration(string Key, string Readable, string Package, string FullName, string File, string Fix, IReadOnlyList<ProtoTypeRef> Uses)
{
    public const string NameType = "[DataContract(Name = \"…\")]";

    /// <summary>Those of an assembly: types before services.</summary>
    public static IReadOnlyList<Declaration> All(AssemblyContracts contracts, NameTable names) =>
    [
        .. contracts.Messages.Select(m => OfType(names[m.Type.FullName], m.Fields.Select(f => f.Type.Reference).OfType<ProtoTypeRef>())),
        .. contracts.Enums.Select(e => OfType(names[e.Type.FullName], [])),
        .. contracts.Services.Select(s => new Declaration(
            s.Type.FullName,
            s.Type.Readable,
            s.Package,
            s.FullName,
            NameResolver.FileOf(s.Package, contracts.Assembly),
            "[Service(\"package.Name\")]",
            [.. s.InSchema.SelectMany(m => new[] { m.Request, m.Response })])),
    ];

    private static Declaration OfType(ProtoName name, IEnumerable<ProtoTypeRef> uses) =>
        new(name.Type, name.Readable, name.Package, name.FullName, name.File, NameType, [.. uses]);
}
