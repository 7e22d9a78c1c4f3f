using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;

namespace Tests.Packages;

/// <summary>What the packages contain.</summary>
[TestClass]
public sealed class PackageContentTests(TestContext context)
{
    private static readonly string[] Libraries =
        ["CodeFirst.Protobuf", "CodeFirst.Grpc", "CodeFirst.Grpc.AspNetCore", "CodeFirst.Grpc.Client"];

    // Portable PDB format, "Embedded Source".
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [TestMethod]
    public async Task Pack_OfTheSolution_MakesThePackagesAndNoOthers()
    {
        IEnumerable<string> packages = Directory.GetFiles(await PackageFeed.FolderAsync(), "*.nupkg").Select(NameOf);

        CollectionAssert.AreEquivalent(new[] { "CodeFirst.Templates", "satcli" }.Concat(Libraries).ToArray(), packages.ToArray());

        static string NameOf(string file) => string.Join('.', Path.GetFileName(file).Split('.').TakeWhile(part => !char.IsDigit(part[0])));
    }

    [TestMethod]
    [DataRow("CodeFirst.Protobuf")]
    [DataRow("CodeFirst.Grpc")]
    [DataRow("CodeFirst.Grpc.AspNetCore")]
    [DataRow("CodeFirst.Grpc.Client")]
    [DataRow("CodeFirst.Templates")]
    [DataRow("satcli")]
    public async Task Package_OfEachProject_HasReadmeLicenceAndDescription(string id)
    {
        using ZipArchive package = await PackageFeed.OpenAsync(id);
        XElement manifest = PackageFeed.Manifest(package);

        Assert.AreEqual("MIT", manifest.Element("license")?.Value);
        Assert.AreEqual("README.md", manifest.Element("readme")?.Value);
        Assert.IsNotNull(package.GetEntry("README.md"));
        Assert.AreNotEqual("Package Description", manifest.Element("description")?.Value, "the SDK's own text");
    }

    [TestMethod]
    [DataRow("CodeFirst.Protobuf")]
    [DataRow("CodeFirst.Grpc")]
    [DataRow("CodeFirst.Grpc.AspNetCore")]
    [DataRow("CodeFirst.Grpc.Client")]
    public async Task Library_Package_HasDocumentationAndSymbolsWithSources(string id)
    {
        using ZipArchive package = await PackageFeed.OpenAsync(id);
        Assert.IsNotNull(package.GetEntry($"lib/net10.0/{id}.dll"));
        Assert.IsNotNull(package.GetEntry($"lib/net10.0/{id}.xml"));

        using ZipArchive symbols = await PackageFeed.OpenAsync(id, "snupkg");
        using var image = new MemoryStream();
        await using (Stream pdb = await symbols.GetEntry($"lib/net10.0/{id}.pdb")!.OpenAsync())
        {
            await pdb.CopyToAsync(image, context.CancellationToken);
        }

        image.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(image);
        MetadataReader reader = provider.GetMetadataReader();
        Assert.Contains(
            EmbeddedSource, reader.CustomDebugInformation.Select(info => reader.GetGuid(reader.GetCustomDebugInformation(info).Kind)));
    }

    [TestMethod]
    public async Task CodeFirstGrpc_Package_BringsGeneratorHelpAndExportTool()
    {
        using ZipArchive package = await PackageFeed.OpenAsync("CodeFirst.Grpc");
        string[] expected =
        [
            "analyzers/dotnet/cs/CodeFirst.Generator.dll",
            "build/CodeFirst.Grpc.props",
            "build/CodeFirst.Grpc.targets",
            "buildTransitive/CodeFirst.Grpc.props",
            "buildTransitive/CodeFirst.Grpc.targets",
            "docs/diagnostics.md",
            "tools/proto-export.dll",
            "tools/proto-export.runtimeconfig.json",
        ];

        string[] folders = ["analyzers/", "build", "docs/", "tools/"];
        CollectionAssert.AreEquivalent(
            expected,
            package.Entries.Select(entry => entry.FullName)
                .Where(name => folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)))
                .ToArray());
    }
}
