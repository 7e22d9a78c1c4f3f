using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>buf, as Tests/run.sh installs it, or the one in PATH.</summary>
internal static class Buf
{
    private static readonly string Installed = Path.Combine(Repository.Root, "artifacts", "tools", "node_modules", ".bin", "buf");

    /// <summary>The path of buf; ends the test as skipped, or as failed where peers are required, when there is none.</summary>
    public static string Require(TestContext context)
    {
        var path = File.Exists(Installed) ? Installed : Requirement.Find("buf");
        Requirement.Check(
            context,
            "buf",
            new Requirement("@bufbuild/buf (from npm, as Tests/run.sh does)", path is not null),
            Requirement.Program("node", "nodejs"));
        return path!;
    }
}
