using System.Runtime.Versioning;
using CodeFirstSatellite.Contracts;
using Microsoft.Data.Sqlite;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Maps with a write-ahead log on media that nobody can write to: SQLite cannot make the log that it needs even to read.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class ReadOnlyMediaTests
{
    // Shows "$1" read-only, and runs the rest.
    private const string ReadOnly = """
        mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(0, false)]
    [DataRow(TileSetMaker.Large, false)]
    [DataRow(0, true)]
    [DataRow(TileSetMaker.Large, true)]
    public async Task MapWithAnEmptyLog_OnReadOnlyMedia_IsServed(int padding, bool isForWriters)
    {
        BareHost.RequireRoot(TestContext);
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["wal %1?.mbtiles"], TileSetMaker.Full(2, 4, 4), TileLayout.Table, padding);
        TileSetMaker.Run(folder["wal %1?.mbtiles"], "PRAGMA journal_mode = WAL");
        CollectionAssert.AreEqual(new[] { folder["wal %1?.mbtiles"] }, Directory.GetFiles(folder.Path));
        using var certificates = new TestCertificates();
        string[] writers = isForWriters ? ["--writers", TestCertificates.Sha256(certificates.Client)] : [];
        await using HostProcess host = Start(folder, certificates, "wal %1?.mbtiles", writers);
        await host.WaitUntilItListensAsync();
        if (isForWriters)
        {
            await host.WaitForLogAsync("nothing can be stored in map=map: it lies in a folder that the server may not write to");
        }

        using var client = new HostClient(host.Address, certificates, certificates.Client);

        int images = 0;
        await foreach (Image image in client.Satellite.GetImages(RunningHost.AreaOf(0, 0, 3, 3), TestContext.CancellationToken))
        {
            images++;
        }

        Assert.AreEqual(16, images);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task MapWithChangesInItsLog_OnReadOnlyMedia_IsRefusedWithWhatToDo()
    {
        BareHost.RequireRoot(TestContext);
        using var source = new ScratchFolder();
        using var folder = new ScratchFolder();
        TileSetMaker.Make(source["wal.mbtiles"], TileSetMaker.Full(2, 4, 4));
        await using (var writer = new SqliteConnection($"Data Source={source["wal.mbtiles"]};Pooling=False"))
        {
            writer.Open();
            await using SqliteCommand command = writer.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; UPDATE tiles SET tile_data = x'41'";
            command.ExecuteNonQuery();

            // As a copy of a running server's files, without the index of the log.
            File.Copy(source["wal.mbtiles"], folder["wal.mbtiles"]);
            File.Copy(source["wal.mbtiles-wal"], folder["wal.mbtiles-wal"]);
        }

        using var certificates = new TestCertificates();
        await using HostProcess host = Start(folder, certificates, "wal.mbtiles");

        Assert.AreEqual(1, await host.WaitForExitAsync());
        string error = string.Join('\n', host.Log);
        Assert.Contains("it has a write-ahead log (WAL) with changes that are not in the file itself", error);
        Assert.DoesNotContain("integrity_check", error);
    }

    private static HostProcess Start(ScratchFolder folder, TestCertificates certificates, string map, params string[] arguments) =>
        HostProcess.Run(
            [.. BareHost.InNamespace(), "sh", "-c", ReadOnly, "sh", folder.Path, .. Programs.Host],
            ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder, "--map", $"map={folder[map]}", .. arguments]);
}
