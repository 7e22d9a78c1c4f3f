namespace CodeFirstSatellite.Maps.Changes;

/// <summary>The version of a map that changes only with its files.</summary>
internal static class FileVersion
{
    /// <summary>When the newest of the files was written, in microseconds since 1970. Missing files do not count.</summary>
    public static long Of(params ReadOnlySpan<string> paths)
    {
        long latest = 0;
        foreach (string path in paths)
        {
            var file = new FileInfo(FileTarget.Of(path));
            if (file.Exists)
            {
                latest = Math.Max(latest, (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            }
        }

        return latest;
    }
}
