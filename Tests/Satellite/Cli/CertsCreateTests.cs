using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class CertsCreateTests(TestContext context)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly string[] AllFiles =
    [
        "ca-cert.pem",
        "ca-key.pem",
        "client-cert.pem",
        "client-key.pem",
        "server-cert.pem",
        "server-key.pem",
    ];

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_EmptyFolder_WritesSixFilesWithPrivateKeys()
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "certs", "create");
        result.Expect(0);

        CollectionAssert.AreEquivalent(AllFiles, FilesIn(folder));
        CollectionAssert.AreEquivalent(
            AllFiles.Select(file => Path.Combine("certs", file)).ToArray(),
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string key in AllFiles.Where(file => file.EndsWith("-key.pem", StringComparison.Ordinal)))
            {
                Assert.AreEqual(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(Path.Combine(folder["certs"], key)),
                    key);
            }
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("--server-name", "sat.example.org", "--server-name", "192.0.2.7", DisplayName = "given twice")]
    [DataRow("--server-name", "sat.example.org,192.0.2.7", DisplayName = "a list")]
    public async Task CertsCreate_ServerCertificate_IsForThisMachineAndForServersAlone(params string[] names)
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, ["certs", "create", .. names])).Expect(0);

        using X509Certificate2 server = Load(folder, "server");
        X509SubjectAlternativeNameExtension alternatives = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        string[] dns = [.. alternatives.EnumerateDnsNames()];
        IPAddress[] addresses = [.. alternatives.EnumerateIPAddresses()];
        CollectionAssert.IsSubsetOf(new[] { "localhost", "sat.example.org", Environment.MachineName.ToLowerInvariant() }, dns);
        CollectionAssert.IsSubsetOf(
            new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Any, IPAddress.Parse("192.0.2.7") },
            addresses);
        Assert.IsTrue(IsTrusted(folder, server, ServerAuthentication));
        Assert.IsFalse(IsTrusted(folder, server, ClientAuthentication));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_NameInAFolderWithACa_AddsOneClientOfThatCa()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(0);
        string ca = await File.ReadAllTextAsync(Path.Combine(folder["certs"], "ca-cert.pem"));

        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--client-name", "berlin", "--days", "365")).Expect(0);

        CollectionAssert.AreEquivalent(AllFiles.Concat(["berlin-cert.pem", "berlin-key.pem"]).ToArray(), FilesIn(folder));
        Assert.AreEqual(ca, await File.ReadAllTextAsync(Path.Combine(folder["certs"], "ca-cert.pem")));
        using X509Certificate2 berlin = Load(folder, "berlin");
        using X509Certificate2 authority = Load(folder, "ca");
        Assert.IsTrue(IsTrusted(folder, berlin, ClientAuthentication));
        Assert.IsFalse(IsTrusted(folder, berlin, ServerAuthentication));
        Assert.AreEqual(authority.NotAfter, berlin.NotAfter, "A client's certificate must not outlive its CA.");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_FilesExist_ChangesNothingWithoutForce()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(0);
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--client-name", "berlin")).Expect(0);
        Dictionary<string, string> before = Contents(folder);

        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(4)
            .ExpectErrorLine("satcli certs create --out certs --client-name client2")
            .ExpectErrorLine("satcli certs create --out certs --force");
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--client-name", "berlin")).Expect(4)
            .ExpectErrorLine("satcli certs create --out certs --client-name berlin --force");
        CollectionAssert.AreEquivalent(before, Contents(folder));

        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--force")).Expect(0);
        Assert.AreNotEqual(before["ca-cert.pem"], Contents(folder)["ca-cert.pem"]);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_OneFileInTheWay_WritesNone()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["certs"]);
        await File.WriteAllTextAsync(Path.Combine(folder["certs"], "client-cert.pem"), "mine");

        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(4);

        CollectionAssert.AreEquivalent(new[] { "client-cert.pem" }, FilesIn(folder));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_CaWithoutKey_SaysThatNobodyCanSign()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(0);
        File.Delete(Path.Combine(folder["certs"], "ca-key.pem"));
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--client-name", "berlin"))
            .Expect(4)
            .ExpectError("ca-key.pem: no such file");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_FolderOfTheEnvironment_IsUsed()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(
            folder.Path,
            new Dictionary<string, string> { ["SATCLI_CERTS"] = "elsewhere" },
            "certs",
            "create")).Expect(0);
        Assert.IsTrue(File.Exists(Path.Combine(folder["elsewhere"], "ca-cert.pem")));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_SeenByOpenssl_IsValid()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(0);
        Openssl.Require(context);
        string ca = Path.Combine(folder["certs"], "ca-cert.pem");
        foreach ((string name, string purpose) in new[] { ("server", "sslserver"), ("client", "sslclient") })
        {
            string output = await Openssl.RunAsync(
                "verify",
                "-x509_strict",
                "-CAfile",
                ca,
                "-purpose",
                purpose,
                Path.Combine(folder["certs"], name + "-cert.pem"));
            Assert.Contains("OK", output);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task CertsCreate_CaOfOpenssl_SignsClients()
    {
        using var folder = new ScratchFolder();
        Openssl.Require(context);
        Directory.CreateDirectory(folder["certs"]);
        await Openssl.RunAsync(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/O=Openssl CA",
            "-keyout", Path.Combine(folder["certs"], "ca-key.pem"), "-out", Path.Combine(folder["certs"], "ca-cert.pem"));

        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--client-name", "berlin")).Expect(0);

        using X509Certificate2 berlin = Load(folder, "berlin");
        Assert.IsTrue(IsTrusted(folder, berlin, ClientAuthentication));
    }

    private static string[] FilesIn(ScratchFolder folder) =>
        [.. Directory.GetFiles(folder["certs"]).Select(file => Path.GetFileName(file)!)];

    private static Dictionary<string, string> Contents(ScratchFolder folder) =>
        Directory.GetFiles(folder["certs"]).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    private static X509Certificate2 Load(ScratchFolder folder, string name) =>
        X509Certificate2.CreateFromPemFile(
            Path.Combine(folder["certs"], name + "-cert.pem"),
            Path.Combine(folder["certs"], name + "-key.pem"));

    private static bool IsTrusted(ScratchFolder folder, X509Certificate2 certificate, string purpose)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(Path.Combine(folder["certs"], "ca-cert.pem"));
        return chain.Build(certificate);
    }
}
