using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;
using Microsoft.CodeAnalysis;

namespace Tests.Generator;

/// <summary>Contracts whose messages are declared in other assemblies.</summary>
[TestClass]
public sealed class ImportTests
{
    [TestMethod]
    public void SchemaFiles_OfMessagesOfOtherAssemblies_AreThereWithTheContract()
    {
        byte[] inner = Build("Inner", """
            [DataContract(Namespace = "imports.inner")] public class I
            {
                [DataMember(Order = 1)] public int A { get; set; }
            }
            """);
        byte[] outer = Build("Outer", """
            [DataContract(Namespace = "imports.outer")] public class O
            {
                [DataMember(Order = 1)] public I? I { get; set; }
            }
            """, inner);
        byte[] contract = Build(
            "Contract",
            """
                [DataContract] public class M { [DataMember(Order = 1)] public O? O { get; set; } }
                [Service("imports.S")] public interface IS { Task<M> Get(); }
                """,
            outer,
            inner);
        var context = new AssemblyLoadContext("imports");
        Assembly[] loaded = [.. new[] { inner, outer, contract }.Select(image => context.LoadFromStream(new MemoryStream(image)))];

        Assert.IsTrue(CompiledContract.TryGet(loaded[2].GetType("IS")!, out CompiledContract? found));
        CollectionAssert.AreEqual(new[] { "google/protobuf/empty.proto", "imports/outer.proto" }, found.File.Dependency);
        Assert.IsTrue(SchemaFiles.TryGet("imports/outer.proto", out FileDescriptorProto? file));
        CollectionAssert.AreEqual(new[] { "imports/inner.proto" }, file.Dependency);
        Assert.IsTrue(SchemaFiles.TryGet("imports/inner.proto", out _));
    }

    [TestMethod]
    public void SchemaFile_OfTwoAssemblies_IsRefusedWithBothNamesUnlessTheSame()
    {
        byte[] one = Build("FirstWriter", Twice("int"));
        byte[] same = Build("SameWriter", Twice("int"));
        byte[] other = Build("OtherWriter", Twice("string"));
        var context = new AssemblyLoadContext("twice");
        Register(one);
        Register(same);
        Assert.IsTrue(SchemaFiles.TryGet("imports/twice.proto", out _));
        Register(other);

        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(
            () => SchemaFiles.TryGet("imports/twice.proto", out _));
        foreach (string expected in new[]
        {
            "'imports/twice.proto'",
            "'FirstWriter'",
            "'OtherWriter'",
            "[assembly: ProtoFile(\"imports.twice\", FileName = ",
        })
        {
            StringAssert.Contains(error.Message, expected);
        }

        void Register(byte[] image) =>
            RuntimeHelpers.RunModuleConstructor(context.LoadFromStream(new MemoryStream(image)).ManifestModule.ModuleHandle);

        static string Twice(string type) =>
            $$"""
            [DataContract(Namespace = "imports.twice")] public class T
            {
                [DataMember(Order = 1)] public {{type}} A { get; set; }{{(type == "string" ? " = \"\";" : "")}}
            }
            """;
    }

    private static byte[] Build(string name, string source, params byte[][] references)
    {
        GeneratorRun run = GeneratorRun.Of(source, [.. references.Select(image => MetadataReference.CreateFromImage(image))]);
        run.AssertCompiles();
        using var assembly = new MemoryStream();
        Assert.IsTrue(run.Output.WithAssemblyName(name).Emit(assembly).Success);
        return assembly.ToArray();
    }
}
