namespace CodeFirst.Generator.Checking;

/// <summary>A schema file has one package, and a path that is valid and unique on every file system.</summary>
internal static class FileCheck
{
    private const string Extension = ".proto";

    public static IEnumerable<DiagnosticInfo> Of(IReadOnlyList<Declaration> declarations)
    {
        var files = new Dictionary<string, (string Path, string? Package, string Content)>(StringComparer.OrdinalIgnoreCase);
        foreach (ProtoTypeRef imported in declarations.SelectMany(d => d.Uses).Where(u => u.ImportedFile is not null))
        {
            string content = $"'{InSource.Readable(imported.FullName)}' of another assembly";
            files[imported.ImportedFile!] = (imported.ImportedFile!, null, content);
        }

        foreach (Declaration declaration in declarations.GroupBy(d => (d.File, d.Package)).Select(g => g.First()))
        {
            if (!IsFileName(declaration.File))
            {
                yield return DiagnosticInfo.About(declaration.Key, Descriptors.NotAFileName, declaration.Readable, declaration.File);
            }
            else if (!files.TryGetValue(declaration.File, out (string Path, string? Package, string Content) other))
            {
                string content = $"'{declaration.Readable}' of the package '{declaration.Package}'";
                files.Add(declaration.File, (declaration.File, declaration.Package, content));
            }
            else if (!IsFine(declaration, other.Path, other.Package))
            {
                string content = other.Content + (other.Path == declaration.File ? "" : $", in '{other.Path}',");
                yield return DiagnosticInfo.About(declaration.Key, Descriptors.SameFile, declaration.Readable, declaration.File, content);
            }
        }
    }

    /// <summary>Packages that differ only in case give such files too; <see cref="SchemaCheck"/> reports the packages.</summary>
    private static bool IsFine(Declaration declaration, string path, string? package) =>
        string.Equals(package, declaration.Package, StringComparison.OrdinalIgnoreCase)
        && (path == declaration.File || package != declaration.Package);

    private static bool IsFileName(string path) =>
        path.Length > Extension.Length
        && path.EndsWith(Extension, StringComparison.Ordinal)
        && path.All(c => !char.IsControl(c) && c is not ('\\' or '"' or ':'))
        && path.Split('/').All(part => part is not ("" or "." or ".." or Extension));
}
