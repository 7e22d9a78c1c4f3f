namespace CodeFirstSatellite.Host.Security;

/// <summary>Tells whether a file has changed: where its path leads, when the file was written and how long it is.</summary>
/// <param name="Target">The path without links.</param>
/// <param name="Written">When the file was written, in UTC.</param>
/// <param name="Length">In bytes; -1 if there is no file.</param>
internal readonly record struct FileStamp(string Target, DateTime Written, long Length)
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    public static FileStamp Of(string path)
    {
        try
        {
            int links = 0;
            var file = new FileInfo(Resolve(Path.GetFullPath(path), ref links));
            return new FileStamp(file.FullName, file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(path, default, -1);
        }
    }

    // Every link on the way counts: Kubernetes replaces a volume's files by changing the link of a folder.
    private static string Resolve(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        string here = Path.Combine(Resolve(folder, ref links), Path.GetFileName(path));
        if (File.ResolveLinkTarget(here, returnFinalTarget: false) is not { } link)
        {
            return here;
        }

        return ++links <= MostLinks ? Resolve(link.FullName, ref links) : throw new IOException($"{path}: too many links");
    }
}
