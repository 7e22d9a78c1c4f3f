using System.Runtime.Versioning;

namespace Tests.Satellite.Harness;

/// <summary>A Host with a disk of a few megabytes, at a folder that only its own process sees. Needs root and Linux.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SmallDisk
{
    private const string Mount = """mount -t tmpfs -o size=4m none "$1" && shift && exec "$@" """;

    /// <summary>Starts a Host.</summary>
    /// <param name="folder">Where the disk is.</param>
    /// <param name="args">Its arguments.</param>
    public static HostProcess Start(string folder, params IEnumerable<string> args) => HostProcess.Run(
        ["unshare", "--mount", "--propagation=private", "sh", "-c", Mount, "sh", folder, .. Programs.Host], args);

    /// <summary>Fills the disk to its last byte, until the result is disposed of.</summary>
    public static IDisposable Fill(HostProcess host, string folder) => new Ballast($"/proc/{host.Id}/root{folder}/ballast");

    private sealed class Ballast : IDisposable
    {
        private readonly string _path;

        public Ballast(string path)
        {
            _path = path;
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            byte[] block = new byte[4096];
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Dispose() => File.Delete(_path);
    }
}
