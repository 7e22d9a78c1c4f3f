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
}
