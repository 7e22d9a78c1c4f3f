using System.Runtime.Versioning;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>
/// Runs the Host where there is next to nothing: no home folder, no name of a user, nothing to write to. Needs root and Linux.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class BareHost
{
    // Of no user in passwd.
    private const string User = "54321";

    // In a mount namespace of its own: the program and the certificates where anybody may read them, and nothing that can be written to.
    private const string ReadOnlyRoot = $"""
        set -e
        mount -t tmpfs -o mode=755 none /mnt
        mkdir /mnt/app /mnt/certs
        mount --bind "$1" /mnt/app
        mount --bind "$2" /mnt/certs
        mount -o remount,ro /mnt
        mount -o remount,bind,ro /
        shift 2
        exec setpriv --reuid={User} --regid={User} --clear-groups --no-new-privs env -u HOME "$@"
        """;

    // What runs a container mounts: the certificates, /dev and /proc, the latter as little as systemd's ProcSubset=pid shows.
    private const string Chroot = $"""
        set -e
        root=$1
        mount --bind "$root" "$root"
        mount --bind "$2" "$root/certs"
        mount --rbind /dev "$root/dev"
        mount -t proc -o subset=pid proc "$root/proc"
        mount -o remount,bind,ro "$root"
        shift 2
        exec env -u HOME chroot --userspec={User}:{User} --groups= "$root" "$@"
        """;

    /// <summary>Ends the test as skipped where it cannot mount.</summary>
    public static void RequireRoot(TestContext context) =>
        Requirement.Check(
            context, "A user who may mount", new Requirement("nothing, but run the tests as root", Environment.IsPrivilegedProcess));

    /// <summary>Ends the test as skipped where there is no native program.</summary>
    public static void RequirePublished(TestContext context) =>
        Requirement.Check(
            context, "The published Host", new Requirement("clang zlib1g-dev, and run Tests/run.sh", Programs.Host != Programs.BuiltHost));

    /// <summary>Certificates that the Host may read as root's group lets it, as from a volume of Kubernetes with an fsGroup.</summary>
    public static TestCertificates ReadableCertificates()
    {
        var certificates = new TestCertificates();
        string key = Path.Combine(certificates.Folder, "server-key.pem");
        Posix.Run("chown", $"root:{User}", key);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        MakeReadable(certificates.Folder);
        return certificates;
    }

    /// <summary>Lets anybody enter a folder.</summary>
    public static void MakeReadable(string folder) => File.SetUnixFileMode(folder, (UnixFileMode)0b_111_101_101);

    /// <summary>Starts the Host of the tests on this machine's file system, which it cannot write to.</summary>
    public static HostProcess Start(TestCertificates certificates)
    {
        string program = Programs.Host[^1];
        return HostProcess.Run(
            [.. InNamespace(ReadOnlyRoot), Path.GetDirectoryName(program)!, certificates.Folder, .. Programs.Host.SkipLast(1)],
            [$"/mnt/app/{Path.GetFileName(program)}", "--urls", "https://127.0.0.1:0", "--certs", "/mnt/certs"]);
    }

    /// <summary>Starts a Host in a root file system of its own.</summary>
    /// <param name="root">The file system, with a folder /certs.</param>
    /// <param name="certificates">What is in /certs.</param>
    /// <param name="entry">The command.</param>
    /// <param name="environment">The variables, but for the address.</param>
    public static HostProcess StartIn(
        string root, TestCertificates certificates, IEnumerable<string> entry, IReadOnlyDictionary<string, string> environment) =>
        HostProcess.Run(
            [.. InNamespace(Chroot), root, certificates.Folder, .. entry], ["--urls", "https://127.0.0.1:0"], environment);

    /// <summary>Makes a call, stops the Host, and checks that it was as bare as it should be.</summary>
    public static async Task AssertServesAsync(HostProcess host, TestCertificates certificates, CancellationToken cancellationToken)
    {
        await host.WaitUntilItListensAsync();
        Assert.AreEqual(
            $"Uid:\t{User}\t{User}\t{User}\t{User}",
            File.ReadLines($"/proc/{host.Id}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)));
        string[] environment = File.ReadAllText($"/proc/{host.Id}/environ").Split('\0');
        Assert.IsFalse(Array.Exists(environment, variable => variable.StartsWith("HOME=", StringComparison.Ordinal)));
        StringAssert.Contains(
            File.ReadLines($"/proc/{host.Id}/mountinfo").Last(line => line.Split(' ')[4] == "/"), " / ro,", StringComparison.Ordinal);

        using (var client = new HostClient(host.Address, certificates, certificates.Client))
        {
            Image land = await client.Satellite.GetImage(new Location { X = 45, Y = 17 }, cancellationToken);
            Assert.AreEqual("%", Encoding.ASCII.GetString(land.Bytes.Span));
        }

        host.Signal(Posix.SigTerm);
        Assert.AreEqual(0, await host.WaitForExitAsync());
    }

    /// <summary>Runs a program in a mount namespace of its own.</summary>
    public static IReadOnlyList<string> InNamespace() => ["unshare", "--mount", "--propagation=private"];

    private static IEnumerable<string> InNamespace(string script) => [.. InNamespace(), "sh", "-c", script, "sh"];
}
