using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Schema;
using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>
/// What Google's classes are made of, oracle.proto, is what our export writes. UPDATE_BASELINES=1 writes it anew; the next
/// build makes new classes of it.
/// </summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void CommittedFile_IsWhatTheContractExports()
    {
        RuntimeHelpers.RunModuleConstructor(typeof(Everything).Module.ModuleHandle);
        Assert.IsTrue(SchemaFiles.TryGet("oracle.proto", out FileDescriptorProto? file));
        string exported = ProtoText.Print(file);
        string committed = Path.Combine(SourceFolder(), "oracle.proto");
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(committed, exported);
        }

        Assert.AreEqual(File.ReadAllText(committed), exported, "oracle.proto is not what the contract says; if that is meant, run once with UPDATE_BASELINES=1 and build again");
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
