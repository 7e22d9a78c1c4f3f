using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>New certificates and lists while the Host runs.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class CertificateReloadTests
{
    private const string Taken = " read again: ";
    private const string Refused = "a changed file is refused, so what was read before stays in force: ";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Certificate_SwappedUnderLoad_FailsNoCall()
    {
        const int Swaps = 20;
        await using RunningHost host = await RunningHost.StartAsync();
        using var load = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallUntilAsync(host, load.Token)))];

        for (int swap = 1; swap <= Swaps; swap++)
        {
            using X509Certificate2 next = host.Certificates.Issue(TestCertificates.ServerUse);
            host.Certificates.Write("server", next);
            host.Process.Signal(Posix.SigHup);
            await host.Process.WaitForLogAsync($"{Taken}the certificate '");
            await host.Process.WaitForLogAsync(TestCertificates.Sha256(next));
            Assert.AreEqual(TestCertificates.Sha256(next), await ShownCertificate.Sha256Async(host, Token));
        }

        await load.CancelAsync();
        int[] calls = await Task.WhenAll(callers);
        Assert.IsTrue(Array.TrueForAll(calls, count => count > 0), string.Join(", ", calls));
    }

    [TestMethod]
    public async Task Certificate_LinkOfItsFolderChanged_IsTakenAndMeasured()
    {
        // As in a volume of Kubernetes: server-cert.pem -> ..data/server-cert.pem, ..data -> ..1, and then -> ..2.
        var certificates = new TestCertificates();
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(20);
        using X509Certificate2 next = certificates.Issue(TestCertificates.ServerUse, to: end);
        string[] files = [.. Directory.GetFiles(certificates.Folder).Select(file => Path.GetFileName(file)!)];
        string data = Path.Combine(certificates.Folder, "..data");
        string[] versions = [Path.Combine(certificates.Folder, "..1"), Path.Combine(certificates.Folder, "..2")];
        foreach (string version in versions)
        {
            Directory.CreateDirectory(version);
            Array.ForEach(files, file => File.Copy(Path.Combine(certificates.Folder, file), Path.Combine(version, file)));
            certificates.Write("server", next);
        }

        foreach (string file in files)
        {
            File.Delete(Path.Combine(certificates.Folder, file));
            File.CreateSymbolicLink(Path.Combine(certificates.Folder, file), $"..data/{file}");
        }

        File.CreateSymbolicLink(data, "..1");
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--metrics", "0");
        Assert.AreNotEqual(TestCertificates.Sha256(next), await ShownCertificate.Sha256Async(host, Token));

        File.CreateSymbolicLink(data + "_new", "..2");
        Posix.Rename(data + "_new", data);

        string line = await host.Process.WaitForLogAsync(Taken);
        StringAssert.Contains(
            line,
            $"certificate={TestCertificates.Sha256(next)} valid-until={next.NotAfter.ToUniversalTime():u} authorities=1",
            StringComparison.Ordinal);
        Assert.AreEqual(TestCertificates.Sha256(next), await ShownCertificate.Sha256Async(host, Token));
        Scrape scrape = await Scrape.OfAsync(host.Process, Token);
        double left = scrape.Sum("satellite_certificate_expiry_seconds", ("satellite_certificate", "server"));
        Assert.AreEqual((end - DateTimeOffset.UtcNow).TotalSeconds, left, delta: 600);
    }

    [TestMethod]
    public async Task Certificate_KeyOfAnother_IsRefusedUntilItsOwnComes()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string before = await ShownCertificate.Sha256Async(host, Token);
        using X509Certificate2 next = host.Certificates.Issue(TestCertificates.ServerUse);
        host.Process.ExpectWarning(Refused);

        host.Certificates.Write("server", next, withKey: false);

        string line = await host.Process.WaitForLogAsync(Refused);
        StringAssert.Contains(line, "server-key.pem' cannot be used with the certificate", StringComparison.Ordinal);
        Assert.AreEqual(before, await ShownCertificate.Sha256Async(host, Token));

        host.Certificates.Write("server", next);

        await host.Process.WaitForLogAsync(Taken);
        Assert.AreEqual(TestCertificates.Sha256(next), await ShownCertificate.Sha256Async(host, Token));
        Assert.HasCount(1, host.Process.Log.Where(entry => entry.Contains(Refused, StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("ca-cert.pem", "", "ca-cert.pem': it has no certificate in PEM")]
    [DataRow("server-cert.pem", "not a certificate", "server-cert.pem': it has no certificate in PEM")]
    [DataRow("server-key.pem", null, "server-key.pem' does not exist")]
    public async Task Certificate_BrokenFile_IsRefusedAndTheOldGoesOn(string file, string? content, string reason)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string path = Path.Combine(host.Certificates.Folder, file);
        host.Process.ExpectWarning(Refused);

        File.Delete(path);
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content, Token);
        }

        host.Process.Signal(Posix.SigHup);
        StringAssert.Contains(await host.Process.WaitForLogAsync(Refused), reason, StringComparison.Ordinal);
        using var another = new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client);
        Assert.AreEqual(1, (await another.Satellite.GetImage(new Location(), Token)).Bytes.Length);
    }

    [TestMethod]
    public async Task Authorities_FileCutOff_IsRefused()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var others = new TestCertificates();
        host.Process.ExpectWarning(Refused);
        string path = Path.Combine(host.Certificates.Folder, "ca-cert.pem");
        string both = await File.ReadAllTextAsync(path, Token) + others.Authorities[0].ExportCertificatePem();

        await File.WriteAllTextAsync(path, both[..^40], Token);

        string line = await host.Process.WaitForLogAsync(Refused);
        StringAssert.Contains(line, "it has a certificate that is cut off or broken", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Tokens_FileChanged_TheNewOnesCount()
    {
        using var folder = new Cli.ScratchFolder();
        string file = folder["tokens"];
        await File.WriteAllTextAsync(file, "first\n", Token);
        await using RunningHost host = await RunningHost.StartAsync("--tokens-file", file);
        host.Process.ExpectWarning(Refused);

        await File.WriteAllTextAsync(file, "second\nthird\n", Token);
        await host.Process.WaitForLogAsync($"{Taken}the tokens file '{file}', tokens=2");

        Assert.AreEqual(StatusCode.PermissionDenied, await StatusAsync(host, "first"));
        Assert.AreEqual(StatusCode.OK, await StatusAsync(host, "third"));

        // An empty list must not let everybody in.
        await File.WriteAllTextAsync(file, "", Token);
        StringAssert.Contains(await host.Process.WaitForLogAsync(Refused), "has no token", StringComparison.Ordinal);
        Assert.AreEqual(StatusCode.PermissionDenied, await StatusAsync(host, "first"));
        Assert.AreEqual(StatusCode.OK, await StatusAsync(host, "second"));
    }

    [TestMethod]
    public async Task Writers_FileChanged_TheNewOnesMayStore()
    {
        using var folder = new Cli.ScratchFolder();
        string file = folder["writers"];
        await File.WriteAllTextAsync(file, "nobody.example\n", Token);
        await using RunningHost host = await RunningHost.StartAsync(
            "--map", $"{folder["map.mbtiles"]}#create=4x4,txt", "--writers-file", file);
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token));
        Assert.AreEqual(StatusCode.PermissionDenied, e.StatusCode);

        await File.WriteAllTextAsync(file, TestCertificates.Sha256(host.Certificates.Client) + "\n", Token);
        await host.Process.WaitForLogAsync($"{Taken}the writers file '{file}', writers=1");

        Assert.AreEqual(1, (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token)).Count);
    }

    private async Task<StatusCode> StatusAsync(RunningHost host, string token)
    {
        try
        {
            await host.Satellite.GetImage(new Location(), new CallOptions(new Metadata { { "token", token } }, cancellationToken: Token));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    // Each call has a connection of its own every other time.
    private static async Task<int> CallUntilAsync(RunningHost host, CancellationToken over)
    {
        int calls = 0;
        while (!over.IsCancellationRequested)
        {
            using var client = new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client);
            await client.Satellite.GetImage(new Location(), CancellationToken.None);
            await host.Satellite.GetImage(new Location(), CancellationToken.None);
            calls += 2;
        }

        return calls;
    }
}
