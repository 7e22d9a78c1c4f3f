using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>A suite whose peer is missing is skipped on a developer's machine, and is an error where peers are required.</summary>
[TestClass]
public sealed class RequirementTests
{
    private static readonly Requirement[] OneMissing =
    [
        Requirement.Program("dotnet-that-nobody-has", "some-package"),
        Requirement.Folder(Path.GetTempPath(), "another-package"),
    ];

    [TestMethod]
    public void Check_SomethingMissing_SkipsAndSaysWhatToInstall()
    {
        var skipped = Assert.ThrowsExactly<AssertInconclusiveException>(() => Requirement.Check("Fortran", OneMissing, required: false));

        StringAssert.EndsWith(skipped.Message, "Fortran is not here. Install: some-package");
    }

    [TestMethod]
    public void Check_SomethingMissingWherePeersAreRequired_Fails()
    {
        var failed = Assert.ThrowsExactly<AssertFailedException>(() => Requirement.Check("Fortran", OneMissing, required: true));

        StringAssert.EndsWith(failed.Message, "Fortran is not here. Install: some-package");
    }

    [TestMethod]
    public void Check_NothingMissing_LetsTheTestRun() =>
        Requirement.Check("Fortran", [Requirement.Program("ls", "coreutils")], required: true);
}
