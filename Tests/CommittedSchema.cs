using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;

namespace Tests;

/// <summary>
/// A .proto file from which Google's classes are made for comparison: what our export writes of a contract.
/// UPDATE_BASELINES=1 writes it anew; the next build makes new classes of it.
/// </summary>
internal static class CommittedSchema
{
    /// <param name="contract">A type of the contract.</param>
    /// <param name="path">The committed file, from the folder of the test.</param>
    /// <param name="test">The test's own file.</param>
    public static void AssertExported(Type contract, string path, [CallerFilePath] string test = "")
    {
        string name = Path.GetFileName(path);
        string committed = Path.Combine(Path.GetDirectoryName(test)!, path);
        RuntimeHelpers.RunModuleConstructor(contract.Module.ModuleHandle);
        Assert.IsTrue(SchemaFiles.TryGet(name, out FileDescriptorProto? file));
        string exported = ProtoText.Print(file);
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(committed, exported);
        }

        Assert.AreEqual(
            File.ReadAllText(committed),
            exported,
            $"{name} is not what the contract says; if that is meant, run once with UPDATE_BASELINES=1 and build again");
    }
}
