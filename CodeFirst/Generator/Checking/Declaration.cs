using CodeFirst.Generator.Parsing;

namespace CodeFirst.Generator.Checking;

/// <summary>A message, enum, enum value or service as the schema declares it.</summary>
/// <param name="Key">The key of its <see cref="DeclaredPlace"/>.</param>
/// <param name="Readable">Its C# name in messages to people.</param>
/// <param name="Package">Its package, empty for none.</param>
/// <param name="FullName">Its protobuf name with the package.</param>
/// <param name="Fix">The attribute that renames it.</param>
/// <param name="Uses">The types of its fields or methods.</param>
internal sealed record Declaration(
    string Key, string Readable, string Package, string FullName, string File, string Fix, IReadOnlyList<ProtoTypeRef> Uses)
{
    /// <summary>An assembly's messages, enums and services, in that order.</summary>
    public static IReadOnlyList<Declaration> All(AssemblyContracts contracts, NameTable names) =>
    [
        .. contracts.Messages.Select(m => OfType(names[m.Type.FullName], m.References)),
        .. contracts.Enums.Select(e => OfType(names[e.Type.FullName], [])),
        .. contracts.Services.Select(s => new Declaration(
            s.Type.FullName,
            s.Type.Readable,
            s.Package,
            s.FullName,
            contracts.Assembly.FileOf(s.Package),
            ServiceParser.NameFix,
            [.. s.References])),
    ];

    private static Declaration OfType(ProtoName name, IEnumerable<ProtoTypeRef> uses) =>
        new(name.Type, InSource.Readable(name.Type), name.Package, name.FullName, name.File, MessageParser.NameFix, [.. uses]);
}
