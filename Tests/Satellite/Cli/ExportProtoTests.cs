using CodeFirst.Grpc.Schema;
using CodeFirstSatellite.Contracts;
using Google.Protobuf.Reflection;

namespace Tests.Satellite.Cli;

/// <summary>The committed .proto files, what proto-export writes and what satcli prints are one and the same.</summary>
[TestClass]
public sealed class ExportProtoTests
{
    private static readonly string[] Names = ["satellite.proto", "catalog.proto", "archive.proto", "live.proto"];

    [TestMethod]
    public void CommittedFiles_ContractsChanged_AreToBeExportedAgain()
    {
        CollectionAssert.AreEqual(Names, ContractFiles.All.Select(file => file.Name).ToArray());
        foreach (FileDescriptorProto file in ContractFiles.All)
        {
            Assert.AreEqual(
                Committed(file.Name),
                ProtoText.Print(file),
                $"{file.Name} is not what the contracts say; run: dotnet build Contracts -p:ExportProto=proto-export");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ExportProto_NoOptions_PrintsTheCommittedFile()
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "export-proto");
        result.Expect(0);
        Assert.AreEqual(Committed("satellite.proto"), result.Output);
        Assert.AreEqual("", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ExportProto_All_WritesEveryFileIntoTheFolder()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "export-proto", "--all", "-o", "protos")).Expect(0);

        CollectionAssert.AreEquivalent(Names, Directory.GetFiles(folder["protos"]).Select(file => Path.GetFileName(file)!).ToArray());
        foreach (string name in Names)
        {
            Assert.AreEqual(Committed(name), await File.ReadAllTextAsync(Path.Combine(folder["protos"], name)));
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ExportProto_IntoAFile_WritesThatFile()
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "export-proto", "-o", "my.proto");
        result.Expect(0);
        Assert.AreEqual("", result.Output);
        Assert.AreEqual(Committed("satellite.proto"), await File.ReadAllTextAsync(folder["my.proto"]));
    }

    private static string Committed(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CodeFirstSatellite.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.IsNotNull(folder, "The tests do not run within the repository.");
        return File.ReadAllText(Path.Combine(folder, "proto-export", name));
    }
}
