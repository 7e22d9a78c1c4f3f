namespace CodeFirst.Generator.Checking;

/// <summary>Schema files import one another, and never themselves, not even through others.</summary>
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

    /// <summary>The shortest way from a file back to it; null if there is none.</summary>
    private static List<string>? Circle(string file, ILookup<string, (string File, Declaration User)> imports)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ways = new Queue<List<string>>([[file]]);
        while (ways.Count > 0)
        {
            List<string> way = ways.Dequeue();
            foreach (string next in imports[way[way.Count - 1]].Select(i => i.File).Where(seen.Add))
            {
                if (next == file)
                {
                    return [.. way, next];
                }

                ways.Enqueue([.. way, next]);
            }
        }

        return null;
    }
}
