using System.Runtime.CompilerServices;
using Benchmarks.Micro.Contract;
using CodeFirst.Grpc.Schema;

namespace Tests.Benchmarks;

/// <summary>
/// What Google's classes are made of, bench.proto, is what our export writes. UPDATE_BASELINES=1 writes it anew; the next
/// build makes new classes of it.
/// </summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void CommittedFile_IsWhatTheContractExports()
    {
        RuntimeHelpers.RunModuleConstructor(typeof(IMicro).Module.ModuleHandle);
        Assert.IsTrue(SchemaFiles.TryGet("bench.proto", out FileDescriptorProto? file));
        string exported = ProtoText.Print(file);
        string committed = Path.Combine(SourceFolder(), "../../Benchmarks/Micro/bench.proto");
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(committed, exported);
        }

        Assert.AreEqual(File.ReadAllText(committed), exported, "bench.proto is not what the contract says; if that is meant, run once with UPDATE_BASELINES=1 and build again");
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
