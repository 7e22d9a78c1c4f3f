namespace CodeFirstSatellite.Cli.Output;

/// <summary>Folders that output goes to.</summary>
internal static class LocalFolder
{
    /// <summary>Makes the folder, unless it exists.</summary>
    /// <exception cref="CliException">The folder cannot be made.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{path}: cannot make the folder: {e.Message}", e);
        }
    }

    /// <summary>The path from the root on.</summary>
    /// <exception cref="CliException">The path begins in the current folder, and somebody has removed that.</exception>
    public static string FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (FileNotFoundException e)
        {
            throw CliException.LocalFile($"{path}: the current folder was removed; change to one that exists: cd DIR", e);
        }
    }
}
