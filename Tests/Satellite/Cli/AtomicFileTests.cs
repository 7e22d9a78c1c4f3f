using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Cli.Output;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void AtomicFile_NotCommitted_LeavesWhatWasThere()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["map.txt"], "before");
        using (AtomicFile file = AtomicFile.Create(folder["map.txt"]))
        {
            file.WriteAllText("after");
        }

        Assert.AreEqual("before", File.ReadAllText(folder["map.txt"]));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void AtomicFile_Committed_ReplacesWhatWasThere()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["map.txt"], "before");
        using (AtomicFile file = AtomicFile.Create(folder["map.txt"]))
        {
            file.WriteAllText("after");
            file.Commit();
        }

        Assert.AreEqual("after", File.ReadAllText(folder["map.txt"]));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void AtomicFile_CommittedWhereAnotherAppeared_LeavesTheOther()
    {
        using var folder = new ScratchFolder();
        using AtomicFile file = AtomicFile.Create(folder["map.txt"]);
        File.WriteAllText(folder["map.txt"], "other");
        var error = Assert.ThrowsExactly<CliException>(() => file.Commit(overwrite: false));
        Assert.AreEqual(ExitCode.LocalFile, error.ExitCode);
        Assert.AreEqual("other", File.ReadAllText(folder["map.txt"]));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void AtomicFile_ThroughALink_ReplacesWhatItPointsTo()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["real.txt"], "before");
        File.CreateSymbolicLink(folder["link.txt"], folder["real.txt"]);
        using (AtomicFile file = AtomicFile.Create(folder["link.txt"]))
        {
            file.WriteAllText("after");
            file.Commit();
        }

        Assert.AreEqual("after", File.ReadAllText(folder["real.txt"]));
        Assert.IsNotNull(new FileInfo(folder["link.txt"]).LinkTarget);
    }

    [TestMethod]
    public void AtomicFile_FolderMissing_SaysHowToMakeIt()
    {
        using var folder = new ScratchFolder();
        var error = Assert.ThrowsExactly<CliException>(() => AtomicFile.Create(folder["no/map.txt"]));
        Assert.AreEqual(ExitCode.LocalFile, error.ExitCode);
        Assert.Contains($"mkdir -p {folder["no"]}", error.Message);
    }
}
