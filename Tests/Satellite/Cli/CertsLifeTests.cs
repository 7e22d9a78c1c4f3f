using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CodeFirstSatellite.Trust;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>What comes after certificates were made: more of them, renewed ones, revoked ones.</summary>
[TestClass]
public sealed class CertsLifeTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private string Certs => _folder["certs"];

    public void Dispose() => _folder.Dispose();

    [TestInitialize]
    public async Task CreateAsync() => await RunAsync(0, "create");

    [TestMethod]
    [DataRow("berlin", "", "berlin")]
    [DataRow("berlin_1", "", "berlin_1")]
    [DataRow("berlin", "--client-san spiffe://example.org/berlin,b@example.org", "spiffe://example.org/berlin b@example.org")]
    [DataRow("berlin", "--client-san b.example.org --client-san c.example.org", "b.example.org c.example.org")]
    public async Task CertsCreate_Client_HasNames(string client, string options, string names)
    {
        await RunAsync(0, $"create --client-name {client} {options}".TrimEnd());

        using X509Certificate2 certificate = Load(client);
        Assert.AreEqual(names, string.Join(' ', SubjectName.Of(certificate).Select(name => name.Value)));
    }

    [TestMethod]
    public async Task CertsCreate_ServerNameInAFolderWithACa_AddsOneServer()
    {
        byte[] ca = Load("ca").RawData;
        byte[] server = Load("server").RawData;

        SatcliProcess.Result result = await RunAsync(0, "create --server-name sat2.example.org,192.0.2.7");

        Assert.AreEqual("certs/sat2.example.org-key.pem\ncerts/sat2.example.org-cert.pem\n", result.Output);
        using X509Certificate2 added = Load("sat2.example.org");
        X509SubjectAlternativeNameExtension names = added.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        CollectionAssert.AreEqual(new[] { "sat2.example.org", "localhost" }, names.EnumerateDnsNames().ToArray());
        Assert.AreEqual("192.0.2.7", names.EnumerateIPAddresses().First().ToString());
        CollectionAssert.AreEqual(ca, Load("ca").RawData);
        CollectionAssert.AreEqual(server, Load("server").RawData);
        await RunAsync(4, "create --server-name sat2.example.org");
    }

    [TestMethod]
    [DataRow(false, DisplayName = "same key")]
    [DataRow(true, DisplayName = "new key")]
    public async Task CertsRenew_Server_KeepsNamesAndUses(bool withNewKey)
    {
        using X509Certificate2 before = Load("server");
        await RunAsync(0, "renew ca --days 90");

        await RunAsync(0, $"renew server --days 60 --server-name new.example.org{(withNewKey ? " --new-key" : "")}");

        using X509Certificate2 after = Load("server");
        Assert.AreEqual(60, (after.NotAfter - DateTime.Now).TotalDays, delta: 0.1);
        Assert.AreNotEqual(before.SerialNumber, after.SerialNumber);
        Assert.AreEqual(!withNewKey, before.GetPublicKeyString() == after.GetPublicKeyString());
        Assert.AreEqual(before.Subject, after.Subject);
        CollectionAssert.AreEqual(
            SubjectName.Of(before).Append(new SubjectName("new.example.org", IsHostName: true)).ToArray(), SubjectName.Of(after).ToArray());
        string[] kept = ["2.5.29.19", "2.5.29.15", "2.5.29.37"];
        foreach (string extension in kept)
        {
            CollectionAssert.AreEqual(before.Extensions[extension]!.RawData, after.Extensions[extension]!.RawData, extension);
        }

        // The key in the file is this certificate's, and the Host takes both.
        using var whole = X509Certificate2.CreateFromPemFile(PathOf("server", "cert"), PathOf("server", "key"));
        await using HostProcess host = HostProcess.Run(["--certs", Certs, "--urls", "https://127.0.0.1:0"]);
        await host.WaitUntilItListensAsync();
    }

    [TestMethod]
    public async Task CertsRenew_WithOneMoreName_KeepsNamesOfEveryKind()
    {
        await RunAsync(0, "create --client-name berlin --client-san spiffe://example.org/berlin,b@example.org,b.example.org");

        await RunAsync(0, "renew berlin --server-name B.example.org,new.example.org,192.0.2.7");

        using X509Certificate2 after = Load("berlin");
        Assert.AreEqual(
            "spiffe://example.org/berlin b@example.org b.example.org new.example.org",
            string.Join(' ', SubjectName.Of(after).Select(name => name.Value)));
        Assert.AreEqual(
            "192.0.2.7",
            $"{after.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().Single()}");
    }

    [TestMethod]
    public async Task CertsRenew_Ca_KeepsWhatItSignedGood()
    {
        using X509Certificate2 before = Load("ca");

        await RunAsync(0, "renew ca --days 365");

        using X509Certificate2 after = Load("ca");
        Assert.IsGreaterThan(before.NotAfter.AddDays(300), after.NotAfter);
        using var chain = new X509Chain { ChainPolicy = TrustPolicy.Only([after], TrustPolicy.ServerUse) };
        Assert.IsTrue(chain.Build(Load("server")));
        await RunAsync(2, "renew ca --new-key");
    }

    [TestMethod]
    public async Task CertsShow_Folder_SaysWhatTheyAre()
    {
        string text = (await RunAsync(0, "show")).Output;
        JsonElement[] lines = (await RunAsync(0, "show --output json")).Lines;

        using X509Certificate2 server = Load("server");
        Assert.Contains("certs/server-cert.pem\n  subject  CN=localhost\n", text);
        Assert.Contains($"  sha256   {TestCertificates.Sha256(server)}\n", text);
        Assert.Contains(" UTC, 29 days left\n", text);
        CollectionAssert.AreEqual(
            new[] { "certs/ca-cert.pem", "certs/client-cert.pem", "certs/server-cert.pem" },
            lines.Select(line => line.GetProperty("file").GetString()).ToArray());
        CollectionAssert.AreEqual(
            new[] { "ca", "client", "server" }, lines.Select(line => line.GetProperty("uses")[0].GetString()).ToArray());
        Assert.AreEqual(TestCertificates.Sha256(server), lines[2].GetProperty("sha256").GetString());
        Assert.AreEqual(29, lines[2].GetProperty("daysLeft").GetInt32());
        Assert.AreEqual("client", lines[1].GetProperty("names")[0].GetString());
    }

    [TestMethod]
    public async Task CertsRevoke_Client_IsShutOutByTheHost()
    {
        await RunAsync(0, "create --client-name berlin");
        await RunAsync(0, "revoke");
        await using HostProcess host = HostProcess.Run(
            ["--certs", Certs, "--crl", Path.Combine(Certs, "ca-crl.pem"), "--urls", "https://127.0.0.1:0"]);
        host.ExpectWarning("handshake rejected");
        await host.WaitUntilItListensAsync();
        (await MapsAsync(host, "berlin")).Expect(0);

        await RunAsync(0, "revoke berlin");

        await host.WaitForLogAsync("read again: the certificate '");
        (await MapsAsync(host, "berlin")).Expect(3);
        (await MapsAsync(host, "client")).Expect(0);

        // The list goes on with what it has.
        await RunAsync(0, "revoke client");
        await host.WaitForLogAsync("read again: the certificate '", times: 2);
        (await MapsAsync(host, "berlin")).Expect(3);
        (await MapsAsync(host, "client")).Expect(3);
    }

    [TestMethod]
    public async Task CertsRevoke_OfAnotherCa_ChangesNothing()
    {
        using var others = new TestCertificates();

        await RunAsync(4, $"revoke {others.Folder}/client-cert.pem");

        Assert.IsFalse(File.Exists(Path.Combine(Certs, "ca-crl.pem")));
    }

    [TestMethod]
    public async Task CertsRevoke_SeenByOpenssl_IsValid()
    {
        Openssl.Require(TestContext);
        await RunAsync(0, "revoke client");

        string output = await Openssl.RunAsync("crl", "-in", PathOf("ca", "crl"), "-CAfile", PathOf("ca", "cert"), "-noout", "-text");

        using X509Certificate2 client = Load("client");
        Assert.Contains($"Serial Number: {client.SerialNumber}", output);
    }

    private Task<SatcliProcess.Result> MapsAsync(HostProcess host, string client) => SatcliProcess.RunAsync(
        _folder.Path,
        "maps", "--server", host.Address, "--ca", PathOf("ca", "cert"), "--cert", PathOf(client, "cert"), "--key", PathOf(client, "key"));

    private async Task<SatcliProcess.Result> RunAsync(int exitCode, string arguments) =>
        (await SatcliProcess.RunAsync(_folder.Path, ["certs", .. arguments.Split(' ')])).Expect(exitCode);

    private X509Certificate2 Load(string name) => X509CertificateLoader.LoadCertificateFromFile(PathOf(name, "cert"));

    private string PathOf(string name, string kind) => Path.Combine(Certs, $"{name}-{kind}.pem");
}
