namespace CodeFirst.Generator.Checking;

/// <summary>Schema files must not import each other in a circle.</summary>
internal static class ImportCheck
{
    public static IEnumerable<DiagnosticInfo> Of(IReadOnlyList<Declaration> declarations, NameTable names)
    {
        ILookup<string, (string File, Declaration User)> imports = declarations
            .SelectMany(d => d.Uses.Where(u => u.ImportedFile is null).Select(u => (From: d.File, File: names.FileOf(u), User: d)))
            .Where(i => i.From != i.File)
            .ToLookup(i => i.From, i => (i.File, i.User));
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in imports.Select(i => i.Key).OrderBy(f => f, StringComparer.Ordinal))
        {
            if (!reported.Contains(file) && Circle(file, imports) is { } circle)
            {
                reported.UnionWith(circle);
                Declaration user = imports[file].First(i => i.File == circle[1]).User;
                yield return DiagnosticInfo.About(user.Key, Descriptors.ImportCycle, user.Readable, string.Join(" imports ", circle));
            }
        }
    }

    /// <summary>The shortest path from a file back to it, or null.</summary>
    private static List<string>? Circle(string file, ILookup<string, (string File, Declaration User)> imports)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var paths = new Queue<List<string>>([[file]]);
        while (paths.Count > 0)
        {
            List<string> path = paths.Dequeue();
            foreach (string next in imports[path[path.Count - 1]].Select(i => i.File).Where(seen.Add))
            {
                if (next == file)
                {
                    return [.. path, next];
                }

                paths.Enqueue([.. path, next]);
            }
        }

        return null;
    }
}
