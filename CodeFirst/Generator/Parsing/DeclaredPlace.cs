namespace CodeFirst.Generator.Parsing;

/// <summary>The package and file that a message or enum names itself, if any.</summary>
internal sealed record DeclaredPlace(string? Package, string? File)
{
    public static DeclaredPlace Of(INamedTypeSymbol type, string name, Findings findings)
    {
        List<AttributeData> attributes = [.. type.Attributes(KnownNames.ProtoFile)];
        string? ignored = attributes switch
        {
            { Count: > 1 } => "there is another one; a type is in one file",
            { Count: 1 } when attributes[0].Named("GoPackage") is not null => "GoPackage is the package's; write it in [assembly: ProtoFile(\"package\")]",
            _ => null,
        };
        if (ignored is not null)
        {
            findings.Mistake(Descriptors.IgnoredProtoFile, type, ignored);
        }

        if (attributes.Count == 0)
        {
            // A namespace that is a URL, its old use, says nothing of packages.
            string? ns = type.Attribute(KnownNames.DataContract)?.Named("Namespace");
            return new(ns is not null && ProtoNames.IsPackage(ns) ? ns : null, null);
        }

        string package = attributes[0].FirstOrNamed("Package") ?? "";
        if (package.Length > 0 && !ProtoNames.IsPackage(package))
        {
            findings.Mistake(Descriptors.NotAProtoName, type, package + "." + name, "[ProtoFile(\"package\")]");
        }

        return new(package, attributes[0].Named("FileName"));
    }
}
