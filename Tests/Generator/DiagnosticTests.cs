using CodeFirst.Grpc.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Tests.Generator;

/// <summary>Every mistake is reported under its id, at the declaration that made it, and leaves no generated code that fails.</summary>
[TestClass]
public class DiagnosticTests
{
    private const string Message = "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } }";

    /// <summary>Id, the text that the diagnostic points to, the contract.</summary>
    public static IEnumerable<object[]> Mistakes =>
    [
        ["CFG001", "Id", "[DataContract] public class M { [DataMember(Order = 1)] public Guid Id { get; set; } }"],
        ["CFG001", "Any", "[DataContract] public class M { [DataMember(Order = 1)] public object? Any { get; set; } }"],
        ["CFG001", "Names", "[DataContract] public class M { [DataMember(Order = 1)] public List<string?> Names { get; set; } = []; }"],
        ["CFG001", "Ids", "[DataContract] public class M { [DataMember(Order = 1)] public List<int?> Ids { get; set; } = []; }"],
        ["CFG001", "Grid", "[DataContract] public class M { [DataMember(Order = 1)] public int[,] Grid { get; set; } = new int[0, 0]; }"],
        ["CFG001", "Map", "[DataContract] public class M { [DataMember(Order = 1)] public Dictionary<double, int> Map { get; set; } = []; }"],
        ["CFG001", "Map", "[DataContract] public class M { [DataMember(Order = 1)] public Dictionary<int, string?> Map { get; set; } = []; }"],
        ["CFG001", "Map", "[DataContract] public class M { [DataMember(Order = 1)] public Dictionary<int, List<int>> Map { get; set; } = []; }"],
        ["CFG001", "Data", "[DataContract] public class M { [DataMember(Order = 1)] public System.IO.Stream? Data { get; set; } }"],
        ["CFG001", "Data", "[DataContract] public class M { [DataMember(Order = 1)] public List<System.IO.MemoryStream> Data { get; set; } = []; }"],
        ["CFG002", "A", "[DataContract] public class M { [DataMember] public int A { get; set; } }"],
        ["CFG002", "A", "[DataContract] public class M { [DataMember(Order = 0)] public int A { get; set; } }"],
        ["CFG003", "B", "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } [DataMember(Order = 1)] public int B { get; set; } }"],
        ["CFG004", "A", "[DataContract] public class M { [DataMember(Order = 19000)] public int A { get; set; } }"],
        ["CFG004", "A", "[DataContract] public class M { [DataMember(Order = 536870912)] public int A { get; set; } }"],
        ["CFG005", "B", "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } public int B { get; set; } }"],
        ["CFG005", "B", "[DataContract] public class M { public int B; }"],
        ["CFG006", "Inner", "[DataContract] public class M { [DataMember(Order = 1)] public M Inner { get; set; } = null!; }"],
        ["CFG007", "A", "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; } }"],
        ["CFG002", "X", "[DataContract] public class A { [DataMember] public int X { get; set; } } [DataContract] public class B { [DataMember(Order = 1)] public A? A { get; set; } } [Service(\"p.S\")] public interface IS { Task<B> Get(); }"],
        ["CFG014", "A", "[DataContract] public class M { [DataMember(Order = 1)] public static int A { get; set; } }"],
        ["CFG014", "this", "[DataContract] public class M { [DataMember(Order = 1)] public int this[int i] { get => i; set { } } }"],
        ["CFG014", "A", "[DataContract] public class M { [DataMember(Order = 1)] public int A { private get; set; } }"],
        ["CFG008", "A", "[DataContract] public class M { [IgnoreDataMember] public required int A { get; set; } }"],
        ["CFG007", "A", "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; private set; } }"],
        ["CFG008", "M", "[DataContract] public abstract class M;"],
        ["CFG008", "M", "[DataContract] public class M<T>;"],
        ["CFG008", "M", "[DataContract] public class M : Exception;"],
        ["CFG008", "M", "[DataContract] public class M { private M() { } }"],
        ["CFG008", "M", "public class Outer { [DataContract] private class M { } }"],
        ["CFG009", "AB", "[DataContract] public class M { [DataMember(Order = 1, Name = \"a_b\")] public int X { get; set; } [DataMember(Order = 2, Name = \"aB\")] public int AB { get; set; } }"],
        ["CFG011", "Other", "public class N; [DataContract] public class M { [DataMember(Order = 1)] public N? Other { get; set; } }"],
        ["CFG011", "Get", "public class N; [Service] public interface IS { Task<N> Get(); }"],
        ["CFG012", "E", "public enum Kind { A = 1 } [DataContract] public class M { [DataMember(Order = 1)] public Kind E { get; set; } }"],
        ["CFG012", "E", "public enum Kind : long { A } [DataContract] public class M { [DataMember(Order = 1)] public Kind E { get; set; } }"],
        ["CFG008", "M", "[DataContract] public struct M;"],
        ["CFG008", "M", "[DataContract] public class M { public M(int a) { } [DataMember(Order = 1)] public int B { get; set; } }"],
        ["CFG013", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"o\")] public int A { get; set; } }"],
        ["CFG101", "A", "[DataContract] public class M; [Service(\"p.S\")] public interface IS { Task<M?> A(M m); }"],
        ["CFG101", "A", "[DataContract] public class M; [Service(\"p.S\")] public interface IS { Task<M> A(M? m); }"],
        ["CFG101", "A", "[DataContract] public class M; [Service(\"p.S\")] public interface IS { IAsyncEnumerable<M>? A(M m); }"],
        ["CFG101", "A", "[DataContract] public class M; [Service(\"p.S\")] public interface IS { Task<Stream?> A(M m); }"],
        ["CFG103", "A", "[DataContract] public class M; [Service(\"p.S\")] public interface IS { static abstract Task<M> A(M m); }"],
        ["CFG013", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"o\")] public List<int>? A { get; set; } }"],
        ["CFG013", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"b\")] public int? A { get; set; } [DataMember(Order = 2)] public int B { get; set; } }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<int> Get(); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { int Get(); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(List<M> ms); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(IAsyncEnumerable<int> ms); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { M Get(IAsyncEnumerable<M> ms); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { void Get(IAsyncEnumerable<M> ms); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(int id); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(M a, M b); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(CallContext context, M a); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<T> Get<T>(M a); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(in M a); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<IAsyncEnumerable<M>> Get(M a); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { System.IO.Stream Get(M a); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<System.IO.MemoryStream> Get(M a); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { IAsyncEnumerable<System.IO.Stream> Get(M a); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { M Put(System.IO.Stream data); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { void Put(System.IO.Stream data); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { Task<M> Put(System.IO.FileStream data); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { Task<M> Put(List<System.IO.Stream> data); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { Task<M> Put(IAsyncEnumerable<System.IO.Stream> data); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { Task<M> Put(M a, System.IO.Stream data); }"],
        ["CFG101", "Put", Message + "[Service] public interface IS { Task<M> Put(System.IO.Stream a, System.IO.Stream b); }"],
        ["CFG102", "GetAsync", Message + "[Service] public interface IS { Task<M> Get(M a); Task<M> GetAsync(); }"],
        ["CFG102", "Get", Message + "[Service] public interface IS { Task<M> Get(M a); Task<M> Get(); }"],
        ["CFG102", "GET", Message + "[Service] public interface IS { Task<M> Get(M a); Task<M> GET(M a); }"],
        ["CFG103", "S", "[Service] public class S;"],
        ["CFG103", "IS", "[Service] public interface IS<T>;"],
        ["CFG103", "Name", "[Service] public interface IS { string Name { get; } }"],
        ["CFG103", "IS", "[Service(\"a b.C\")] public interface IS;"],
        ["CFG103", "IS", "public interface IBase { void X(); } [Service] public interface IS : IBase;"],
        ["CFG104", "", Message + "[Service(\"a.S\")] public interface IA { Task<M> Get(); } [Service(\"a.s\")] public interface IB { Task<M> Get(); }"],
        ["CFG104", "", Message + "[Service(\"a.S\")] public interface IA { Task<M> Get(); } [Service(\"a.s\")] public interface Ia { Task<M> Get(); }"],
        ["CFG201", "", Message + "[Service(\"a.S\")] public interface IA { Task<M> Get(); } [Service(\"b.S\")] public interface IB { Task<M> Get(); }"],
        ["CFG202", "", Message + "namespace N { [DataContract(Name = \"M\")] [ProtoFile(\"\")] public class P; }"],
        ["CFG202", "", Message + "[Service(\"a.S\")] public interface IA { Task<M> Get(); } [Service(\"a.S\")] public interface IB { Task<M> Get(); }"],
        ["CFG202", "", Message + "[Service(\"a.M\")] public interface IA { Task<M> Get(); }"],
        ["CFG202", "AA", "public enum E { Aa, AA } [DataContract] public class M { [DataMember(Order = 1)] public E A { get; set; } }"],
        ["CFG203", "A", "[DataContract] public class M { [DataMember(Order = 1, Name = \"a b\")] public int A { get; set; } }"],
        ["CFG203", "Größe", "[DataContract] public class M { [DataMember(Order = 1)] public int Größe { get; set; } }"],
        ["CFG203", "M", "[DataContract(Name = \"a-b\")] public class M;"],
        ["CFG203", "M", "[DataContract, ProtoFile(\"my-pkg\")] public class M;"],
        ["CFG203", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"a b\")] public int? A { get; set; } }"],
        ["CFG203", "A", "public enum E { [EnumMember(Value = \"not ok\")] A } [DataContract] public class M { [DataMember(Order = 1)] public E B { get; set; } }"],
        ["CFG203", "Get", Message + "[Service] public interface IS { [Operation(\"\")] Task<M> Get(M a); }"],
        ["CFG203", "Get", Message + "[Service] public interface IS { [Operation(\"a/b\")] Task<M> Get(M a); }"],
    ];

    [TestMethod]
    [DynamicData(nameof(Mistakes))]
    public void Mistake_IsReportedAtItsDeclaration(string id, string at, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);

        Diagnostic reported = Assert.ContainsSingle(run.Result.Diagnostics, run.Output.GetDiagnostics().FirstOrDefault()?.ToString() ?? "nothing else");
        Assert.AreEqual(id, reported.Id, reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.AreEqual(DiagnosticSeverity.Error, reported.Severity);
        Assert.IsNull(run.Result.Exception);
        if (at.Length > 0)
        {
            Assert.AreEqual(at, source.Substring(reported.Location.SourceSpan.Start, reported.Location.SourceSpan.Length));
            Assert.AreEqual("Contracts.cs", reported.Location.GetLineSpan().Path);
        }
    }

    [TestMethod]
    public void MessageOfAssemblyBuiltWithoutGenerator_IsReported()
    {
        using var library = new MemoryStream();
        Assert.IsTrue(GeneratorRun.Compile("Library", "public class Lib { [DataContract] public class M; }").Emit(library).Success);

        GeneratorRun run = GeneratorRun.Of("[Service] public interface IS { Task<Lib.M> Get(); }", MetadataReference.CreateFromImage(library.ToArray()));

        Diagnostic reported = Assert.ContainsSingle(run.Result.Diagnostics);
        Assert.AreEqual("CFG010", reported.Id);
        StringAssert.Contains(reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture), "'Library'");
    }

    [TestMethod]
    public void MessageOfAssemblyBuiltWithGenerator_IsUsedByItsNames()
    {
        GeneratorRun first = GeneratorRun.Of("[DataContract(Namespace = \"lib.v1\")] public class M { [DataMember(Order = 1)] public int A { get; set; } }");
        first.AssertCompiles();
        using var library = new MemoryStream();
        Assert.IsTrue(first.Output.WithAssemblyName("Library").Emit(library).Success);

        GeneratorRun run = GeneratorRun.Of("[Service(\"a.S\")] public interface IS { Task<M> Get(); }", MetadataReference.CreateFromImage(library.ToArray()));

        run.AssertCompiles();
        string schema = run.Result.GeneratedSources.Single(s => s.HintName.EndsWith("Proto.g.cs", StringComparison.Ordinal)).SourceText.ToString();
        StringAssert.Contains(schema, "OutputType = \".lib.v1.M\"");
        StringAssert.Contains(schema, "\"lib/v1.proto\"");
    }

    [TestMethod]
    public void NamesOfTypes_DifferingInCaseAlone_AreGeneratedSideBySide()
    {
        GeneratorRun run = GeneratorRun.Of("[DataContract] public class Abc; [DataContract] public class ABC; [Service(\"a.S\")] public interface IAb { Task<Abc> Get(ABC a); } [Service(\"a.T\")] public interface IAB { Task<Abc> Get(); }");

        Assert.IsNull(run.Result.Exception);
        run.AssertCompiles();
        Assert.HasCount(2, run.Result.GeneratedSources.Where(s => s.HintName.Contains("Serializer", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void EveryId_IsRaisedByATestAndDocumented()
    {
        string docs = File.ReadAllText(Path.Combine(GeneratorRun.SourceFolder(), "../../docs/diagnostics.md"));
        HashSet<string> raised = [.. Mistakes.Select(m => (string)m[0]), "CFG010"];

        CollectionAssert.AreEquivalent(Descriptors.ById.Keys.ToList(), raised.ToList());
        foreach (string id in Descriptors.ById.Keys)
        {
            StringAssert.Contains(docs, $"\n## {id}\n", $"docs/diagnostics.md has no section for {id}");
        }
    }
}
