namespace CodeFirst.Generator.Parsing;

/// <summary>Parses the assembly's own attributes.</summary>
internal static class AssemblyParser
{
    public static AssemblyModel Parse(Compilation compilation) => new(
        compilation.AssemblyName ?? "",
        Namespace(compilation),
        new(ProtoFiles(compilation).Select(a => new PackageOptions(Package(a), a.Named("FileName"), a.Named("GoPackage")))));

    /// <summary>Where the attributes stand. The last comes first: it is reported if a package has several.</summary>
    public static EquatableArray<DeclaredPlace> Places(Compilation compilation) => new(
        from attribute in ProtoFiles(compilation).Reverse()
        let syntax = attribute.ApplicationSyntaxReference
        let place = Place.Of(syntax is null ? null : Location.Create(syntax.SyntaxTree, syntax.Span))
        where place is not null
        select new DeclaredPlace(Key(Package(attribute)), place!));

    /// <summary>The key of a package's attribute among declarations.</summary>
    public static string Key(string package) => "assembly: " + package;

    /// <summary>The assembly's name as a namespace, where no type has that name.</summary>
    private static string Namespace(Compilation compilation)
    {
        IEnumerable<string> parts = (compilation.AssemblyName ?? "").Split('.')
            .Select(part => new string([.. part.Select(c => char.IsLetterOrDigit(c) ? c : '_')]))
            .Select(part => part.Length == 0 || char.IsDigit(part[0]) ? "_" + part : InSource.Name(part));
        string found = string.Join(".", parts) + ".Generated";
        while (IsTaken(found))
        {
            found = "_" + found.TrimStart('@');
        }

        return found;

        bool IsTaken(string name) => Enumerable.Range(1, name.Length)
            .Any(end => (end == name.Length || name[end] == '.') && compilation.Declares(name.Substring(0, end)));
    }

    private static IEnumerable<AttributeData> ProtoFiles(Compilation compilation) => compilation.Assembly.Attributes(KnownNames.ProtoFile);

    private static string Package(AttributeData attribute) => attribute.FirstOrNamed("Package") ?? "";
}
