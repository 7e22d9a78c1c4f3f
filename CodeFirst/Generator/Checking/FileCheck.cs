namespace CodeFirst.Generator.Checking;

/// <summary>Schema files: each has a name that is one everywhere, and one package.</summary>
internal static class FileCheck
{
    private const string Extension = ".proto";

    public static IEnumerable<DiagnosticInfo> Of(IReadOnlyList<Declaration> declarations)
    {
        var files = new Dictionary<string, (string Path, string? Package, string What)>(StringComparer.OrdinalIgnoreCase);
        foreach (ProtoTypeRef imported in declarations.SelectMany(d => d.Uses).Where(u => u.ImportedFile is not null))
        {
            files[imported.ImportedFile!] = (imported.ImportedFile!, null, $"'{imported.FullName.Replace("global::", "")}' of another assembly");
        }

        foreach (Declaration declaration in declarations.GroupBy(d => (d.File, d.Package)).Select(g => g.First()))
        {
            if (!IsFileName(declaration.File))
            {
                yield return DiagnosticInfo.About(declaration.Key, Descriptors.NotAFileName, declaration.Readable, declaration.File);
            }
            else if (!files.TryGetValue(declaration.File, out (string Path, string? Package, string What) other))
            {
                files.Add(declaration.File, (declaration.File, declaration.Package, $"'{declaration.Readable}' of the package '{declaration.Package}'"));
            }
            else if (!IsFine(declaration, other.Path, other.Package))
            {
                string what = other.What + (other.Path == declaration.File ? "" : $", in '{other.Path}',");
                yield return DiagnosticInfo.About(declaration.Key, Descriptors.SameFile, declaration.Readable, declaration.File, what);
            }
        }
    }

    /// <summary>Packages whose names differ in case alone have files whose names do, and are reported themselves.</summary>
    private static bool IsFine(Declaration one, string path, string? package) =>
        string.Equals(package, one.Package, StringComparison.OrdinalIgnoreCase) && (path == one.File || package != one.Package);

    private static bool IsFileName(string path) =>
        path.Length > Extension.Length
        && path.EndsWith(Extension, StringComparison.Ordinal)
        && path.All(c => !char.IsControl(c) && c is not ('\\' or '"' or ':'))
        && path.Split('/').All(part => part is not ("" or "." or ".." or Extension));
}
