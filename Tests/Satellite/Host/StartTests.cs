using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>How the Host starts, or says why it does not.</summary>
[TestClass]
public sealed class StartTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("--map", "nowhere", "--help")]
    [DataRow("--nonsense", "-h")]
    public async Task Host_AskedForHelp_PrintsItAndEnds(params string[] args)
    {
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await RunAsync(args);

        Assert.AreEqual(0, exitCode);
        Assert.AreEqual("Serves a satellite map over gRPC with mutual TLS.", output[0]);
        Assert.HasCount(0, errors);
    }

    [TestMethod]
    public async Task Host_AskedForItsVersion_PrintsItAndEnds()
    {
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await RunAsync(["--version"]);

        Assert.AreEqual(0, exitCode);
        Assert.MatchesRegex(@"^\d+\.\d+\.\d+(\+[0-9a-f]+)?$", Assert.ContainsSingle(output));
        Assert.HasCount(0, errors);
    }

    [TestMethod]
    public async Task Host_WithWrongSettings_SaysSoLineByLineAndExitsWith2()
    {
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await RunAsync(["--drain", "x", "--nonsense"]);

        Assert.AreEqual(2, exitCode);
        Assert.HasCount(0, output);
        Assert.HasCount(2, errors);
        Assert.IsTrue(errors.All(line => line.StartsWith("host: ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Host_WithWrongAppSettings_SaysWhereAndExitsWith2()
    {
        using var folder = new TestCertificates();
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "appsettings.json"), "{ not json", TestContext.CancellationToken);

        (int exitCode, _, IReadOnlyList<string> errors) = await RunAsync([], folder.Folder);

        Assert.AreEqual(2, exitCode);
        StringAssert.Contains(Assert.ContainsSingle(errors), Path.Combine(folder.Folder, "appsettings.json"), StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithoutCertificates_SaysWhatToRun()
    {
        using var empty = new TestCertificates();

        string line = await FailedAsync(["--certs", "no such folder"], empty.Folder);

        Assert.AreEqual(
            $"host: the CA certificate '{Path.Combine("no such folder", "ca-cert.pem")}' does not exist; "
                + "for a set to try with, run: ./satcli certs create --out \"no such folder\"",
            line);
    }

    [TestMethod]
    [DataRow("ca-cert.pem", "the CA certificate ")]
    [DataRow("server-cert.pem", "the server certificate ")]
    [DataRow("server-key.pem", "the private key ")]
    public async Task Host_WithACertificateFileMissing_NamesIt(string file, string what)
    {
        using var certificates = new TestCertificates();
        File.Delete(Path.Combine(certificates.Folder, file));

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.StartsWith(
            line,
            $"host: {what}'{Path.Combine(certificates.Folder, file)}' does not exist; ",
            StringComparison.Ordinal);
        StringAssert.EndsWith(line, $"./satcli certs create --out {certificates.Folder}", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("ca-cert.pem", "", "has no certificate in PEM")]
    [DataRow("server-cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "expected a certificate in PEM")]
    [DataRow("server-key.pem", "not a key", "cannot be used with the certificate")]
    [DataRow(
        "server-key.pem",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "has a password, which the Host cannot ask for")]
    [DataRow(
        "server-key.pem",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        "has a password, which the Host cannot ask for")]
    public async Task Host_WithAFileThatIsNoCertificate_SaysWhich(string file, string content, string expected)
    {
        using var certificates = new TestCertificates();
        await File.WriteAllTextAsync(Path.Combine(certificates.Folder, file), content, TestContext.CancellationToken);

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.Contains(line, Path.Combine(certificates.Folder, file), StringComparison.Ordinal);
        StringAssert.Contains(line, expected, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithAnotherCertificatesKey_SaysSo()
    {
        using var certificates = new TestCertificates();

        string line = await FailedAsync(["--certs", certificates.Folder, "--key", Path.Combine(certificates.Folder, "client-key.pem")]);

        StringAssert.Contains(line, "client-key.pem' cannot be used with the certificate", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(-20, -10, "expired on ", "--force")]
    [DataRow(10, 20, "is valid only from ", "this machine's clock says")]
    public async Task Host_WithACertificateNotValidNow_SaysWhen(int fromDays, int toDays, string expected, string alsoExpected)
    {
        using var certificates = new TestCertificates();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 server = certificates.Issue(TestCertificates.ServerUse, now.AddDays(fromDays), now.AddDays(toDays));
        certificates.Write("server", server);

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.Contains(line, $"server-cert.pem' {expected}", StringComparison.Ordinal);
        StringAssert.Contains(line, alsoExpected, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithACertificateOfAnotherAuthority_SaysSo()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();

        string line = await FailedAsync(["--certs", certificates.Folder, "--ca", Path.Combine(others.Folder, "ca-cert.pem")]);

        StringAssert.Contains(line, "is not a server certificate signed by the CA", StringComparison.Ordinal);
        StringAssert.Contains(line, "(PartialChain: issued by O=test ", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithAClientsCertificate_SaysSo()
    {
        using var certificates = new TestCertificates();
        certificates.Write("server", certificates.Client);

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.Contains(line, "is not a server certificate signed by the CA", StringComparison.Ordinal);
        StringAssert.Contains(line, "(NotValidForUsage)", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithoutAnIntermediate_NamesIt()
    {
        var certificates = new TestCertificates();
        using X509Certificate2 intermediate = certificates.IssueAuthority();
        using X509Certificate2 server = certificates.Issue(TestCertificates.ServerUse, by: intermediate);
        certificates.Write("server", server);
        string file = Path.Combine(certificates.Folder, "server-cert.pem");

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.Contains(
            line,
            $"{server.Subject} is issued by {intermediate.Subject}, which is neither in "
                + $"'{Path.Combine(certificates.Folder, "ca-cert.pem")}' nor in '{file}': append the issuer's certificate to '{file}'",
            StringComparison.Ordinal);

        await File.AppendAllTextAsync(file, intermediate.ExportCertificatePem() + "\n", TestContext.CancellationToken);
        await using RunningHost host = await RunningHost.StartAsync(certificates);
        Assert.AreEqual(1, (await host.Satellite.GetImage(new Location(), TestContext.CancellationToken)).Bytes.Length);
    }

    [TestMethod]
    public async Task Host_WithAnIntermediateForACa_NamesItsRoot()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 intermediate = certificates.IssueAuthority();
        using X509Certificate2 server = certificates.Issue(TestCertificates.ServerUse, by: intermediate);
        certificates.Write("server", server);
        certificates.Write("ca", intermediate, withKey: false);

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.Contains(
            line,
            $"ca-cert.pem' has {intermediate.Subject}, which is issued by {certificates.Authorities[0].Subject}: add the certificate of "
                + "that root to it",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithAnExpiredCaBesideAGoodOne_StartsWithAWarning()
    {
        var certificates = new TestCertificates();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=old", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        using X509Certificate2 old = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(-10));
        string path = Path.Combine(certificates.Folder, "ca-cert.pem");
        await File.AppendAllTextAsync(path, old.ExportCertificatePem() + "\n", TestContext.CancellationToken);

        await using RunningHost host = await RunningHost.StartAsync(certificates);
        host.Process.ExpectWarning("no certificate of the CA O=old");

        await host.Process.WaitForLogAsync($"no certificate of the CA O=old in '{path}' is accepted: it expired on ");
        Assert.AreEqual(1, (await host.Satellite.GetImage(new Location(), TestContext.CancellationToken)).Bytes.Length);
    }

    [TestMethod]
    [DataRow(UnixFileMode.OtherRead)]
    [DataRow(UnixFileMode.GroupRead)]
    [DataRow(UnixFileMode.GroupWrite)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Host_WithAKeyThatOthersCanRead_SaysHowToKeepIt(UnixFileMode others)
    {
        using var certificates = new TestCertificates();
        string key = Path.Combine(certificates.Folder, "server-key.pem");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        string line = await FailedAsync(["--certs", certificates.Folder]);

        Assert.AreEqual(
            $"host: the private key '{key}' can be read or written by others on this machine; "
                + $"to keep it to its owner, run: chmod 600 {key}",
            line);
    }

    [TestMethod]
    [DataRow(Weakness.ShortKey, "its RSA key has 1024 bits, and at least 2048 are needed")]
    [DataRow(Weakness.BrokenHash, "it is signed with SHA-1, and SHA-256 or better is needed")]
    [DataRow(Weakness.WrongKeyUsage, "its key usage lacks digitalSignature")]
    public async Task Host_WithAWeakCertificate_SaysWhatIsWeak(Weakness weakness, string expected)
    {
        using var certificates = new TestCertificates(asOpensslDoes: true);
        using X509Certificate2 server = certificates.Issue(TestCertificates.ServerUse, how: weakness);
        certificates.Write("server", server);

        string line = await FailedAsync(["--certs", certificates.Folder]);

        StringAssert.EndsWith(line, $"server-cert.pem' is too weak: {expected}", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_WithACertificateThatEndsSoon_Warns()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 server = certificates.Issue(TestCertificates.ServerUse, to: DateTimeOffset.UtcNow.AddDays(13));
        certificates.Write("server", server);
        await using HostProcess host = await HostProcess.StartAsync(certificates);
        host.ExpectWarning("expires on");

        await host.WaitForLogAsync("server-cert.pem' expires on ");
    }

    [TestMethod]
    [DataRow(null, "does not exist; name one that does with --map FILE")]
    [DataRow("ab\nabc\n", "line 2: expected 2 bytes as in line 1, found 3")]
    [DataRow("", "line 1: the file is empty")]
    public async Task Host_WithoutAMap_NamesFileAndLine(string? content, string expected)
    {
        using var certificates = new TestCertificates();
        string map = Path.Combine(certificates.Folder, "map.txt");
        if (content is not null)
        {
            await File.WriteAllTextAsync(map, content, TestContext.CancellationToken);
        }

        string line = await FailedAsync(["--certs", certificates.Folder, "--map", "map.txt"], certificates.Folder);

        StringAssert.Contains(line, "map 'map.txt'", StringComparison.Ordinal);
        StringAssert.Contains(line, expected, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(null, "reading the tokens file: ")]
    [DataRow("\n\n", "has no token; write one a line")]
    [DataRow("fine\nnot fine\n", "line 2: expected a token of printable ASCII")]
    public async Task Host_WithoutTokensInItsFile_DoesNotOpenTheDoor(string? content, string expected)
    {
        using var certificates = new TestCertificates();
        string file = Path.Combine(certificates.Folder, "tokens");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, TestContext.CancellationToken);
        }

        string line = await FailedAsync(["--certs", certificates.Folder, "--tokens-file", file]);

        StringAssert.Contains(line, expected, StringComparison.Ordinal);
        Assert.DoesNotContain("fine", line);
    }

    [TestMethod]
    public async Task Host_OnAPortInUse_SaysSo()
    {
        using var certificates = new TestCertificates();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string url = $"https://{other.LocalEndpoint}";

        string line = await FailedAsync(["--certs", certificates.Folder, "--urls", url]);

        Assert.AreEqual(
            $"host: opening a port: Failed to bind to address {url}: address already in use; "
                + "choose another, such as --urls https://localhost:8001",
            line);
    }

    [TestMethod]
    public async Task Host_WithCertificatesOfOpenssl_Serves()
    {
        using var certificates = new TestCertificates(asOpensslDoes: true);
        await using HostProcess host = await HostProcess.StartAsync(certificates);
        using var client = new HostClient(host.Address, certificates, certificates.Client);

        Assert.AreEqual(1, (await client.Satellite.GetImage(new Location(), TestContext.CancellationToken)).Bytes.Length);
    }

    [TestMethod]
    public async Task Host_OnSeveralAddresses_SaysAllOnOneLine()
    {
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(
            ["--certs", certificates.Folder, "--urls", "https://127.0.0.1:0;https://127.0.0.2:0"]);

        string line = await host.WaitForOutputAsync("listening on ");

        Assert.MatchesRegex(@"^listening on https://127\.0\.0\.1:\d+, https://127\.0\.0\.2:\d+$", line);
    }

    private static async Task<string> FailedAsync(IEnumerable<string> args, string? folder = null)
    {
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await RunAsync(args, folder);
        Assert.AreEqual(1, exitCode);
        Assert.HasCount(0, output);
        return Assert.ContainsSingle(errors);
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(
        IEnumerable<string> args, string? folder = null)
    {
        await using HostProcess host = HostProcess.Run(args, folder: folder);
        int exitCode = await host.WaitForExitAsync();
        return (exitCode, host.Output, host.Log);
    }
}
