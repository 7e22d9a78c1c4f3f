namespace Tests.Architecture;

/// <summary>The working tree that the tests were built from; all paths are relative to it, with forward slashes.</summary>
internal static class Repository
{
    // What builds and tools leave behind is nobody's design.
    private static readonly string[] Leftovers = ["bin", "obj", "artifacts", "TestResults", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every folder, but for what builds and tools leave behind.</summary>
    public static IEnumerable<string> Folders { get; } = [.. FoldersBelow(Root).Select(Relative)];

    /// <summary>The files of a folder and below whose name ends with <paramref name="ending"/>.</summary>
    public static IEnumerable<string> Files(string ending, string below = "") =>
        FoldersBelow(Path.Combine(Root, below))
            .Prepend(Path.Combine(Root, below))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + ending))
            .Select(Relative);

    public static string FullPath(string relative) => Path.Combine(Root, relative);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> FoldersBelow(string folder) =>
        from child in Directory.EnumerateDirectories(folder)
        let name = Path.GetFileName(child)
        where !Leftovers.Contains(name) && (name[0] != '.' || name == ".ci")
        from found in FoldersBelow(child).Prepend(child)
        select found;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CodeFirstSatellite.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CodeFirstSatellite.sln above {AppContext.BaseDirectory}.");
    }
}
