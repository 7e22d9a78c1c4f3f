using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The exported schema as the tools of other languages read it.</summary>
[TestClass]
public sealed class SchemaTests : InteropTest
{
    // What clients in other languages were generated from before this project had C# contracts.
    private const string Satellite = """
        syntax = "proto3";
        package satellite;
        option go_package = "example.com/satellitepb";
        message Location { int32 x = 1; int32 y = 2; }
        message Area { Location ll = 1; Location ur = 2; }
        message Image { int32 x = 1; int32 y = 2; bytes img = 3; }
        service Satellite {
          rpc GetImage (Location) returns (Image);
          rpc GetImages (Area) returns (stream Image);
        }
        """;

    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Repository.Schema, "*.proto").Select(path => Path.GetFileName(path)!);

    [TestMethod]
    public async Task Protoc_EveryExportedFile_CompilesWithoutAWarning()
    {
        RequireProtoc();

        var protoc = await CompileAsync(Repository.Schema, "all.binpb", Files);

        Assert.AreEqual(0, protoc.ExitCode, protoc.ToString());
        Assert.AreEqual("", protoc.Error);
        CollectionAssert.IsSubsetOf(new[] { "catalog.proto", "satellite.proto" }, Files.ToList());
    }

    [TestMethod]
    public async Task Protoc_SatelliteProto_DescribesTheSchemaThatClientsKnow()
    {
        RequireProtoc();
        var known = RunFolder.Make("known-schema");
        await File.WriteAllTextAsync(Path.Combine(known, "satellite.proto"), Satellite, Cancellation);

        // Without source information a descriptor holds names, numbers, types and options in their order, and nothing else.
        var expected = await CompileAsync(known, "expected.binpb", ["satellite.proto"]);
        var exported = await CompileAsync(Repository.Schema, "exported.binpb", ["satellite.proto"]);

        Assert.AreEqual(0, expected.ExitCode + exported.ExitCode, $"{expected}\n{exported}");
        CollectionAssert.AreEqual(await DescriptorAsync("expected.binpb"), await DescriptorAsync("exported.binpb"));
    }

    [TestMethod]
    public async Task BufLint_ExportedFiles_FindsNothing()
    {
        var lint = await RunAsync(new Command(Buf.Require(TestContext), "lint", Repository.Schema));

        Assert.AreEqual(0, lint.ExitCode, lint.ToString());
    }

    [TestMethod]
    public async Task BufLint_ExportedFilesWithABadName_FindsIt()
    {
        var buf = Buf.Require(TestContext);
        var copy = RunFolder.Make("bad-schema");
        foreach (var path in Directory.EnumerateFiles(Repository.Schema).Where(path => Path.GetExtension(path) is ".proto" or ".yaml"))
        {
            var text = await File.ReadAllTextAsync(path, Cancellation);
            await File.WriteAllTextAsync(
                Path.Combine(copy, Path.GetFileName(path)),
                text.Replace("bytes img", "bytes theImage", StringComparison.Ordinal),
                Cancellation);
        }

        var lint = await RunAsync(new Command(buf, "lint", copy));

        Assert.AreEqual(100, lint.ExitCode, lint.ToString());
        StringAssert.Contains(lint.OutputText, "theImage");
    }

    [TestMethod]
    public async Task BufYaml_EveryException_HasAReasonAboveIt()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Schema, "buf.yaml"), Cancellation);
        var exceptions = lines.Select(line => line.Trim()).SkipWhile(line => line is not "except:").ToList();

        // A reason stands above one rule, or above several that it holds for.
        Assert.Contains("except:", exceptions);
        for (var i = 0; i < exceptions.Count; i++)
        {
            if (exceptions[i] is "except:" or "ignore_only:")
            {
                StringAssert.StartsWith(exceptions[i + 1], "#", $"{exceptions[i]} in buf.yaml starts without a reason");
            }
        }
    }

    private void RequireProtoc() => Requirement.Check(TestContext, "protoc", Requirement.Program("protoc", "protobuf-compiler"));

    private static string PathOf(string descriptor) => Path.Combine(RunFolder.Make("descriptors"), descriptor);

    private Task<FinishedProgram> CompileAsync(string folder, string descriptor, IEnumerable<string> files) =>
        RunAsync(new Command("protoc", ["-I", folder, $"--descriptor_set_out={PathOf(descriptor)}", .. files]));

    private Task<byte[]> DescriptorAsync(string descriptor) => File.ReadAllBytesAsync(PathOf(descriptor), Cancellation);
}
