using Tests.Interop.Harness;

namespace Tests.Packages;

/// <summary>What is released depends on the sources alone.</summary>
[TestClass]
public sealed class DeterminismTests(TestContext context)
{
    private static readonly string[] Sources =
    [
        ".editorconfig", "global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Package.props",
        "docs/diagnostics.md", "CodeFirst/Directory.Build.props", "CodeFirst/Generator/CodeFirst.Generator.props",
        "CodeFirst/Grpc/CodeFirst.Grpc.targets",
    ];

    [TestMethod]
    public async Task Release_BuiltInTwoFolders_IsTheSameByteForByte()
    {
        byte[][] one = await BuildAsync("one");
        byte[][] other = await BuildAsync("another-one");

        CollectionAssert.AreEqual(one[0], other[0], "the assembly");
        CollectionAssert.AreEqual(one[1], other[1], "its symbols");
    }

    private async Task<byte[][]> BuildAsync(string name)
    {
        string folder = Machine.MakeFolder(name);
        IEnumerable<string> files = Directory.GetFiles(Path.Combine(Clone.Root, "CodeFirst", "Protobuf"))
            .Select(file => Path.GetRelativePath(Clone.Root, file));
        foreach (string file in files.Concat(Sources))
        {
            string target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Clone.Root, file), target);
        }

        FinishedProgram built = await Machine.DotNetAsync(
            folder, context.CancellationToken, "build", "CodeFirst/Protobuf", "-c", "Release", "-nologo");
        built.Succeeded();
        string output = Path.Combine(folder, "CodeFirst", "Protobuf", "bin", "Release", "net10.0", "CodeFirst.Protobuf");
        return [await File.ReadAllBytesAsync(output + ".dll"), await File.ReadAllBytesAsync(output + ".pdb")];
    }
}
