using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>A suite whose peer is missing is skipped on a developer's machine, and is an error where peers are required.</summary>
[TestClass]
public sealed class RequirementTests
{
    private const string Message = "Fortran is not here. Install: some-package";

    private static readonly Requirement[] OneMissing =
    [
        Requirement.Program("a-program-that-nobody-has", "some-package"),
        Requirement.Folder(Path.GetTempPath(), "another-package"),
    ];

    private readonly List<string> _told = [];

    [TestMethod]
    public void Check_SomethingMissing_SkipsAndSaysWhatToInstall()
    {
        var skipped = Assert.ThrowsExactly<AssertInconclusiveException>(
            () => Requirement.Check("Fortran", OneMissing, required: false, _told.Add));

        StringAssert.EndsWith(skipped.Message, Message);
        CollectionAssert.AreEqual(new[] { Message }, _told);
    }

    [TestMethod]
    public void Check_SomethingMissingWherePeersAreRequired_Fails()
    {
        var failed = Assert.ThrowsExactly<AssertFailedException>(() => Requirement.Check("Fortran", OneMissing, required: true, _told.Add));

        StringAssert.EndsWith(failed.Message, Message);
    }

    [TestMethod]
    public void Check_NothingMissing_LetsTheTestRun()
    {
        Requirement.Check("Fortran", [Requirement.Folder(Path.GetTempPath(), "another-package")], required: true, _told.Add);

        Assert.IsEmpty(_told);
    }
}
