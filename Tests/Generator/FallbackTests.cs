using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Tests.Generator;

/// <summary>What protobuf-net can do and the generator does not: it is left to it, said so, and everything else is generated.</summary>
[TestClass]
public sealed class FallbackTests
{
    private const string Message = "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } }";

    /// <summary>Id, the text that the diagnostic points to, the contract.</summary>
    public static IEnumerable<object[]> Left =>
    [
        ["CFG301", "M", """
            [DataContract, ProtoInclude(5, typeof(N))] public class M { [DataMember(Order = 1)] public int A { get; set; } }
            public class N : M;
            """],
        ["CFG301", "M", "[DataContract] public class M<T> { [DataMember(Order = 1)] public T? A { get; set; } }"],
        ["CFG301", "M", "[DataContract] public struct M { [DataMember(Order = 1)] public int A { get; set; } }"],
        ["CFG301", "M", "[DataContract] public class M : Exception;"],
        ["CFG301", "M", "public class Outer { [DataContract] private class M { } }"],
        ["CFG301", "M", "[Obsolete(\"\", true), DataContract] public class M;"],
        ["CFG301", "M", "[ProtoContract(SkipConstructor = true)] public class M { [ProtoMember(1)] public int A { get; set; } }"],
        ["CFG301", "M", "[ProtoContract(ImplicitFields = ImplicitFields.AllPublic)] public class M { public int A { get; set; } }"],
        ["CFG301", "M", "[ProtoContract(Surrogate = typeof(N))] public class M { public int A { get; set; } }\npublic class N;"],
        ["CFG301", "M", "[ProtoContract, ProtoPartialMember(1, \"A\")] public class M { public int A { get; set; } }"],
        ["CFG301", "M", "[DataContract] public class M : List<int>;"],
        ["CFG301", "M", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public int A { get; set; }
                [OnDeserialized] void After(StreamingContext c) { }
            }
            """],
        ["CFG301", "M", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public int A { get; set; }
                public bool ShouldSerializeA() => true;
            }
            """],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public Dictionary<double, int> A { get; set; } = []; }"],
        ["CFG301", "M", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public Dictionary<int, List<int>> A { get; set; } = [];
            }
            """],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public (int, int) A { get; set; } }"],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public Uri? A { get; set; } }"],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public DateTimeOffset A { get; set; } }"],
        ["CFG301", "M", """
            public record R(string A, int B);
            [DataContract] public class M { [DataMember(Order = 1)] public R? A { get; set; } }
            """],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public Tuple<int, int>? A { get; set; } }"],
        ["CFG301", "M", """
            public readonly record struct R(string A, int B);
            [DataContract] public class M { [DataMember(Order = 1)] public List<R> A { get; set; } = []; }
            """],
        ["CFG301", "M", """
            public class L : List<string>;
            [DataContract] public class M { [DataMember(Order = 1)] public L A { get; set; } = []; }
            """],
        ["CFG301", "M", "[ProtoContract] public class M { [ProtoMember(1), NullWrappedValue] public int? A { get; set; } }"],
        ["CFG301", "M", "[ProtoContract] public class M { [ProtoMember(1), NullWrappedValue] public List<int?> A { get; set; } = []; }"],
        ["CFG301", "M", "[ProtoContract] public class M { [ProtoMember(1), NullWrappedCollection] public List<int>? A { get; set; } }"],
        ["CFG301", "M", "[DataContract] public abstract class M;"],
        ["CFG301", "M", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public Google.Protobuf.WellKnownTypes.Any? A { get; set; }
            }
            """],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public SortedSet<int> A { get; set; } = []; }"],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1)] public DayOfWeek A { get; set; } }"],
        ["CFG301", "M", """
            public enum E : long { A, B = long.MaxValue }
            [DataContract] public class M { [DataMember(Order = 1)] public E A { get; set; } }
            """],
        ["CFG301", "M", "[ProtoContract] public class M { [ProtoMember(1, DataFormat = DataFormat.Group)] public M? A { get; set; } }"],
        ["CFG301", "M", """
            [ProtoContract] public class M
            {
                [ProtoMember(1, DataFormat = DataFormat.FixedSize)] public short A { get; set; }
            }
            """],
        ["CFG301", "M", """
            [ProtoContract] public class M
            {
                [ProtoMember(1), ProtoMap(KeyFormat = DataFormat.ZigZag)] public Dictionary<int, int> A { get; set; } = [];
            }
            """],
        ["CFG301", "M", """
            [ProtoContract] public class M
            {
                [ProtoMember(1, IsPacked = true)] public IEnumerable<int> A { get; set; } = [];
            }
            """],
        ["CFG301", "M", "[DataContract] public class M { [DataMember(Order = 1), Obsolete(\"\", true)] public int A { get; set; } }"],
        ["CFG301", "M", "namespace N { [DataContract] public class M; } namespace N.Generated { public class MSerializer; }"],
        ["CFG301", "M", "public class G<T> { [DataContract] public class M; }"],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { Task<string> Get(M m); }"],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { byte[] Get(string s); }"],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { Task<M> Get(List<M> ms, CallContext context = default); }"],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { IAsyncEnumerable<M> Get(IAsyncEnumerable<string> ms); }"],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { Task<IEnumerable<int>> Get(M[] ms); }"],
        ["CFG302", "Get", Message + """
            [Service("p.S")] public interface IS
            {
                Task<Dictionary<string, List<M>>> Get(IReadOnlyList<Guid> ids);
            }
            """],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { Task<Tuple<int, string>> Get(Uri uri); }"],
        ["CFG302", "Get", Message + "public record R(string A, int B); [Service(\"p.S\")] public interface IS { Task<R> Get(M m); }"],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { IObservable<M> Get(M m); }"],
        ["CFG302", "Get", Message + """
            [Service("p.S")] public interface IS
            {
                Grpc.Core.AsyncUnaryCall<M> Get(M m, Grpc.Core.CallOptions options);
            }
            """],
        ["CFG302", "Get", Message + "[Service(\"p.S\")] public interface IS { Task<Google.Protobuf.WellKnownTypes.Any> Get(M m); }"],
        ["CFG303", "S", "[Service] public class S;"],
        ["CFG303", "IS", "[Service(\"p.S\")] public interface IS<T> { Task<T> Get(); }"],
        ["CFG303", "IS", "public interface IBase { Task X(); } [Service(\"p.S\")] public interface IS : IBase;"],
        ["CFG303", "IS", "[SubService] public interface IBase { Task X(); } [Service(\"p.S\")] public interface IS : IBase;"],
        ["CFG303", "IS", Message + "[Service] public interface IS { Task<M> Get(); }"],
        ["CFG303", "IS", "[Obsolete(\"\", true), Service(\"p.S\")] public interface IS { Task Get(); }"],
        ["CFG304", "A", """
            [DataContract, CompatibilityLevel(CompatibilityLevel.Level200)] public class M
            {
                [DataMember(Order = 1)] public DateTime A { get; set; }
            }
            """],
        ["CFG304", "A", """
            [DataContract, CompatibilityLevel(CompatibilityLevel.Level240)] public class M
            {
                [DataMember(Order = 1)] public Guid? A { get; set; }
            }
            """],
        ["CFG304", "A", """
            [DataContract] public class M
            {
                [DataMember(Order = 1), CompatibilityLevel(CompatibilityLevel.Level200)] public List<decimal> A { get; set; } = [];
            }
            """],
    ];

    [TestMethod]
    [DynamicData(nameof(Left))]
    public void WhatIsLeft_IsSaidAtItsDeclaration_AndTheRestCompiles(string id, string at, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);

        Diagnostic reported = Assert.ContainsSingle(run.Result.Diagnostics);
        Assert.AreEqual(id, reported.Id, reported.GetMessage(CultureInfo.InvariantCulture));
        AssertSeverity(id == "CFG304", reported);
        Assert.AreEqual(at, source.Substring(reported.Location.SourceSpan.Start, reported.Location.SourceSpan.Length));
        Assert.DoesNotContain(
            d => d.Severity >= DiagnosticSeverity.Warning
                && d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true,
            run.Output.GetDiagnostics());
        if (id != "CFG302")
        {
            Assert.DoesNotContain(
                s => s.HintName.Contains("MSerializer", StringComparison.Ordinal) && at == "M",
                run.Result.GeneratedSources);
        }
    }

    [TestMethod]
    [DataRow("PublishAot")]
    [DataRow("PublishTrimmed")]
    [DataRow("IsAotCompatible")]
    [DataRow("IsTrimmable")]
    public void WhatIsLeft_InAProjectThatIsTrimmed_IsAWarning(string property)
    {
        const string Source = "[DataContract] public struct M { [DataMember(Order = 1)] public int A { get; set; } }";
        AssertSeverity(isWarning: true, Assert.ContainsSingle(GeneratorRun.With(property, "true", Source).Result.Diagnostics));
        AssertSeverity(isWarning: false, Assert.ContainsSingle(GeneratorRun.With(property, "false", Source).Result.Diagnostics));
    }

    [TestMethod]
    public void Message_ThatInheritsNothingThatIsSent_IsLeft()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [DataContract] public abstract class B;
            [DataContract] public class M : B { [DataMember(Order = 1)] public int A { get; set; } }
            """);
        CollectionAssert.AreEqual(new[] { "CFG301", "CFG301" }, run.Reported.ToArray());
        run.AssertCompiles();
    }

    [TestMethod]
    [DataRow("", 0)]
    [DataRow("[Service(\"p.S\")] public interface IS { Task<Settings> Get(); }", 2)]
    [DataRow("[DataContract] public class M { [DataMember(Order = 1)] public Settings? A { get; set; } }", 2)]
    public void ClassOfAnotherSerializer_IsNoMistake_UnlessAContractUsesIt(string user, int mistakes)
    {
        GeneratorRun run = GeneratorRun.Of(
            "[DataContract] public class Settings { [DataMember] public string A { get; set; } = \"\"; public int B { get; set; } }\n"
                + user);
        Assert.HasCount(mistakes, run.Result.Diagnostics);
    }

    [TestMethod]
    [DataRow("IsRequired = true", "Required", "int")]
    [DataRow("IsPacked = true", "Packed", "int[]?")]
    [DataRow("OverwriteList = true", "OverwriteList", "List<int>?")]
    public void Options_OfAMember_MeanWhatTheirPropertiesDo(string property, string option, string type)
    {
        string[] sources = [property, $"Options = MemberSerializationOptions.{option}", "Name = \"a\""];
        string[] generated = [.. sources.Select(
            s => GeneratorRun.Of($"[ProtoContract] public class M {{ [ProtoMember(1, {s})] public {type} A {{ get; set; }} }}"))
            .Select(run => run.Result.GeneratedSources
                .Single(s => s.HintName.Contains("MSerializer", StringComparison.Ordinal)).SourceText
                .ToString())];
        Assert.AreEqual(generated[0], generated[1]);
        Assert.AreNotEqual(generated[0], generated[2], "the property changes nothing");
    }

    /// <summary>The compilation of these tests makes errors of warnings.</summary>
    [TestMethod]
    public void Client_MethodNamedAsAFieldOfIt_Compiles()
    {
        GeneratorRun run = GeneratorRun.Of(Message + """
            [Service("company.S")] public interface IS
            {
                Task<M> others(M request);
                Task<List<M>> Many(M request);
            }
            """);

        Assert.DoesNotContain(d => d.Severity == DiagnosticSeverity.Error, run.Output.GetDiagnostics());
    }

    private static void AssertSeverity(bool isWarning, Diagnostic reported) =>
        Assert.AreEqual(isWarning ? DiagnosticSeverity.Error : DiagnosticSeverity.Info, reported.Severity);

    [TestMethod]
    public void HolderOfAMessageThatIsLeft_IsLeftToo_AndItsMethodIsNotInTheSchema()
    {
        GeneratorRun run = GeneratorRun.Of("""
            namespace N;
            [DataContract] public struct S { [DataMember(Order = 1)] public int A { get; set; } }
            [DataContract] public class Holder { [DataMember(Order = 1)] public S S { get; set; } }
            [DataContract] public class Outer { [DataMember(Order = 1)] public List<Holder> H { get; set; } = []; }
            [DataContract] public class Fine { [DataMember(Order = 1)] public int A { get; set; } }
            [Service("n.S")] public interface IS
            {
                Task<Outer> Get(Fine f);
                Task<Fine> Good(Fine f);
                Task<string> Count(Fine f, CallContext context = default);
            }
            """);

        run.AssertCompiles();
        CollectionAssert.AreEquivalent(new[] { "CFG301", "CFG301", "CFG301", "CFG302" }, run.Reported.ToArray());
        string contract = run.Result.GeneratedSources
            .Single(s => s.HintName.Contains("ISContract", StringComparison.Ordinal)).SourceText
            .ToString();
        StringAssert.Contains(contract, "binder.Fallback(\"Count\")");
        StringAssert.Contains(contract, "MessageTypes.MarshallerOf<global::N.Outer>()");
        string schema = run.Result.GeneratedSources
            .Single(s => s.HintName.EndsWith("NProto.g.cs", StringComparison.Ordinal)).SourceText
            .ToString();
        StringAssert.Contains(schema, "Name = \"Good\"");
        foreach (string missing in new[] { "\"Get\"", "\"Count\"", "Outer", "Holder" })
        {
            Assert.DoesNotContain(missing, schema);
        }
    }

    [TestMethod]
    public void Message_OfAnAssemblyBuiltWithoutTheGenerator_IsLeft()
    {
        using var library = new MemoryStream();
        Assert.IsTrue(GeneratorRun.Compile("Library", "public class Lib { [DataContract] public class M; }").Emit(library).Success);

        GeneratorRun run = GeneratorRun.Of("""
            [Service("p.S")] public interface IS
            {
                Task<Lib.M> Get();
            }
            """, MetadataReference.CreateFromImage(library.ToArray()));

        run.AssertCompiles();
        Diagnostic reported = Assert.ContainsSingle(run.Result.Diagnostics);
        Assert.AreEqual("CFG302", reported.Id);
        StringAssert.Contains(reported.GetMessage(CultureInfo.InvariantCulture), "'Library'");
    }

    [TestMethod]
    public void ServiceContract_OfWcf_IsTaken()
    {
        GeneratorRun run = GeneratorRun.Of("""
            namespace System.ServiceModel
            {
                public sealed class ServiceContractAttribute : Attribute { public string? Name { get; set; } }
                public sealed class OperationContractAttribute : Attribute { public string? Name { get; set; } }
            }

            namespace Shop
            {
                [DataContract, ProtoFile("market")] public class M { [DataMember(Order = 1)] public int A { get; set; } }
                [System.ServiceModel.ServiceContract(Name = "market.Orders")] public interface IOrders
                {
                    [System.ServiceModel.OperationContract(Name = "Take")] Task<M> TakeOneAsync(M m);
                }
                [System.ServiceModel.ServiceContract] public interface Issues { Task<M> Get(M m); }
            }
            """);

        run.AssertCompiles();
        Assert.IsEmpty(run.Reported);
        string all = string.Concat(run.Result.GeneratedSources.Select(s => s.SourceText.ToString()));
        StringAssert.Contains(all, "CompiledContract<global::Shop.IOrders>(\"market.Orders\")");
        StringAssert.Contains(all, "\"Take\"");

        // protobuf-net.Grpc takes the I off whatever follows it.
        StringAssert.Contains(all, "CompiledContract<global::Shop.Issues>(\"Shop.ssues\")");
    }
}
