using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The file of what clients were refused and what they stored.</summary>
[TestClass]
public sealed class AuditTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Audit_OfWhatIsStoredAndRefused_HasALineForEach()
    {
        using var folder = new Cli.ScratchFolder();
        RunningHost host = await RunningHost.StartWritableAsync(
            "--audit", folder["audit"], "--map", $"{folder["map.mbtiles"]}#create=4x4,txt", "--client-limits", "images-per-area=1");
        string writer = TestCertificates.Sha256(host.Certificates.Client);
        using X509Certificate2 other = host.Certificates.Issue(TestCertificates.ClientUse);
        string sha256 = TestCertificates.Sha256(other);
        using var rogue = new TestCertificates();
        using var ofOther = new HostClient(host.Process.Address, host.Certificates, other);
        using var ofRogue = new HostClient(host.Process.Address, host.Certificates, rogue.Client);
        host.Process.ExpectWarning("handshake rejected");

        await host.Client.Archive.PutAsync([Sending.ImageOf(1, 1, "a"), Sending.ImageOf(2, 1, "b")], TestContext.CancellationToken);
        await Assert.ThrowsExactlyAsync<RpcException>(
            () => ofOther.Archive.PutAsync([Sending.ImageOf(1, 1, "c")], TestContext.CancellationToken));
        await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Image _ in ofOther.Satellite.GetImages(RunningHost.AreaOf(0, 0, 1, 0), TestContext.CancellationToken))
            {
            }
        });
        await Assert.ThrowsExactlyAsync<RpcException>(
            () => ofRogue.Satellite.GetImage(new Location(), TestContext.CancellationToken));
        await host.Process.WaitForLogAsync("handshake rejected");
        host.Process.Signal(Posix.SigTerm);
        await host.Process.WaitForExitAsync();

        JsonElement[] lines = [.. (await File.ReadAllLinesAsync(folder["audit"], TestContext.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.AreEqual(2, lines.Where(line => Is(line, "stored", writer)).Sum(line => line.GetProperty("images").GetInt32()));
        CollectionAssert.AreEqual(
            new[]
            {
                "/satellite.archive.v1.Archive/PutImages PERMISSION_DENIED",
                "/satellite.Satellite/GetImages RESOURCE_EXHAUSTED",
            },
            lines
                .Where(line => Is(line, "refused", sha256))
                .Select(line => $"{line.GetProperty("method")} {line.GetProperty("status")}")
                .ToArray());
        Assert.IsTrue(Array.Exists(lines, line => Is(line, "refused", TestCertificates.Sha256(rogue.Client))));
        await host.DisposeAsync();
    }

    [TestMethod]
    public void Audit_OfTextWithLineFeeds_StaysOnALine()
    {
        var file = new MemoryStream();
        using (var audit = new AuditLog(new LineQueue(file, format: LogFormat.Json), TimeProvider.System))
        {
            audit.NoteRefusal("calls", new Refusal { Certificate = "a\n{\"event\":\"stored\"}" });
        }

        string line = Assert.ContainsSingle(Encoding.UTF8.GetString(file.ToArray()).TrimEnd('\n').Split('\n'));
        Assert.AreEqual("refused", JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
    }

    [TestMethod]
    public async Task Audit_InAFileThatCannotBe_StopsTheStart()
    {
        using var certificates = new TestCertificates();
        using var folder = new Cli.ScratchFolder();
        await using HostProcess host = HostProcess.Run(
            ["--certs", certificates.Folder, "--urls", "https://127.0.0.1:0", "--audit", folder.Path]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.StartsWith(host.Log[^1], $"host: opening the audit log '{folder.Path}': ", StringComparison.Ordinal);
    }

    private static bool Is(JsonElement line, string what, string certificate) =>
        line.GetProperty("event").GetString() == what
        && line.TryGetProperty("certificate", out JsonElement of)
        && of.GetString() == certificate;
}
