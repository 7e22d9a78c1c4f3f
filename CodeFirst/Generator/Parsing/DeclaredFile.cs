namespace CodeFirst.Generator.Parsing;

/// <summary>The package and schema file that a message or enum names itself, if any.</summary>
internal sealed record DeclaredFile(string? Package, string? Path)
{
    public const string PackageFix = "[ProtoFile(\"package\")]";

    public static DeclaredFile Of(INamedTypeSymbol type, string name, Findings findings)
    {
        List<AttributeData> attributes = [.. type.Attributes(KnownNames.ProtoFile)];
        string? ignored = attributes switch
        {
            { Count: > 1 } => "there is another one; a type is in one file",
            { Count: 1 } when attributes[0].Named("GoPackage") is not null =>
                "GoPackage is the package's; write it in [assembly: ProtoFile(\"package\")]",
            _ => null,
        };
        if (ignored is not null)
        {
            findings.Mistake(Descriptors.IgnoredProtoFile, type, ignored);
        }

        if (attributes.Count == 0)
        {
            // A URL, the old use of the namespace, is not a package.
            string? ns = type.Attribute(KnownNames.DataContract)?.Named("Namespace");
            return new(ns is not null && ProtoNames.IsPackage(ns) ? ns : null, null);
        }

        string package = attributes[0].FirstOrNamed("Package") ?? "";
        if (package.Length > 0 && !ProtoNames.IsPackage(package))
        {
            findings.Mistake(Descriptors.NotAProtoName, type, package + "." + name, PackageFix);
        }

        return new(package, attributes[0].Named("FileName"));
    }
}
