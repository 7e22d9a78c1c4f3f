using CodeFirst.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Tests.Generator;

/// <summary>Every mistake is reported under its id, at the declaration that made it, and leaves no generated code that fails.</summary>
[TestClass]
public class DiagnosticTests
{
    [TestMethod]
    [DynamicData(nameof(Mistakes.All), typeof(Mistakes))]
    public void Mistake_InAContract_IsReportedAtItsDeclaration(string id, string at, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);

        Diagnostic reported = Assert.ContainsSingle(
            run.Result.Diagnostics,
            run.Output.GetDiagnostics().FirstOrDefault()?.ToString() ?? "nothing else");
        Assert.AreEqual(id, reported.Id, reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.AreEqual(DiagnosticSeverity.Error, reported.Severity);
        Assert.IsNull(run.Result.Exception);
        Assert.AreEqual(at, source.Substring(reported.Location.SourceSpan.Start, reported.Location.SourceSpan.Length));
        Assert.AreEqual("Contracts.cs", reported.Location.GetLineSpan().Path);
    }

    [TestMethod]
    [DataRow("CFG206", """
        [DataContract, ProtoFile("geo")] public class N
        {
            [DataMember(Order = 1)] public M? M { get; set; }
        }
        """, DisplayName = "its file")]
    [DataRow("CFG206", "[Service(\"geo.S\")] public interface IS { Task<M> Get(); }", DisplayName = "its file, of a service")]
    [DataRow("CFG206", """
        [DataContract, ProtoFile("Geo")] public class N
        {
            [DataMember(Order = 1)] public M? M { get; set; }
        }
        """, DisplayName = "its file, but for case")]
    [DataRow("CFG202", """
        [DataContract(Name = "M"), ProtoFile("geo", FileName = "n.proto")] public class N
        {
            [DataMember(Order = 1)] public M? M { get; set; }
        }
        """, DisplayName = "its name")]
    public void NameOfOtherAssembly_ThatThisOneUsesToo_IsReported(string id, string source)
    {
        GeneratorRun first = GeneratorRun.Of("[DataContract, ProtoFile(\"geo\")] public class M;");
        using var library = new MemoryStream();
        Assert.IsTrue(first.Output.WithAssemblyName("Library").Emit(library).Success);

        GeneratorRun run = GeneratorRun.Of(source, MetadataReference.CreateFromImage(library.ToArray()));

        CollectionAssert.AreEqual(new[] { id }, run.Reported.ToArray());
    }

    [TestMethod]
    [DataRow("Lib.Kind K", "N.KIND_LOW", "[EnumMember(Value = \"KIND_LOW\")] A, B", DisplayName = "a value of another enum")]
    [DataRow("Lib.Kind K", "N.last", "A, [EnumMember(Value = \"last\")] B", DisplayName = "a value that has a name of its own")]
    [DataRow("Lib.Kind K", "N.KIND_ALIAS", "A, [EnumMember(Value = \"KIND_ALIAS\")] B", DisplayName = "of an alias")]
    [DataRow("int K", null, "[EnumMember(Value = \"KIND_LOW\")] A, B", DisplayName = "of an enum that this one does not use")]
    public void ValueOfAnotherAssemblysEnum_WhoseNameThisOneUsesToo_IsReported(string member, string? reported, string values)
    {
        byte[] library = Image("Library", """
            namespace Lib
            {
                [ProtoFile("geo")] public enum Kind { Low, [EnumMember(Value = "last")] High, Alias = 1 }
                [DataContract, ProtoFile("geo")] public class M { [DataMember(Order = 1)] public Kind K { get; set; } }
            }
            """);

        GeneratorRun run = GeneratorRun.Of(
            $$"""
            [ProtoFile("geo", FileName = "n.proto")] public enum N { {{values}} }
            [DataContract, ProtoFile("other")] public class O
            {
                [DataMember(Order = 1)] public {{member}} { get; set; }
                [DataMember(Order = 2)] public N V { get; set; }
            }
            """,
            MetadataReference.CreateFromImage(library));

        CollectionAssert.AreEqual(reported is null ? [] : new[] { "CFG202" }, run.Reported.ToArray());
        if (reported is not null)
        {
            string message = run.Result.Diagnostics[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture);
            StringAssert.Contains(message, $"'{reported}'");
            StringAssert.Contains(message, "'Lib.Kind.");
            StringAssert.Contains(message, "[EnumMember(Value");
        }
    }

    [TestMethod]
    public void ValuesOfTwoOtherAssembliesEnums_OfOneName_AreReported()
    {
        byte[] one = Image("One", """
            namespace One
            {
                [ProtoFile("geo", FileName = "one.proto")] public enum A { [EnumMember(Value = "same")] X }
                [DataContract] public class M { [DataMember(Order = 1)] public A K { get; set; } }
            }
            """);
        byte[] two = Image("Two", """
            namespace Two
            {
                [ProtoFile("geo", FileName = "two.proto")] public enum B { [EnumMember(Value = "same")] X }
                [DataContract] public class M { [DataMember(Order = 1)] public B K { get; set; } }
            }
            """);

        GeneratorRun run = GeneratorRun.Of(
            """
                [DataContract] public class O
                {
                    [DataMember(Order = 1)] public One.A A { get; set; }
                    [DataMember(Order = 2)] public Two.B B { get; set; }
                    [DataMember(Order = 3)] public One.A C { get; set; }
                }
                """,
            MetadataReference.CreateFromImage(one),
            MetadataReference.CreateFromImage(two));

        string message = Assert.ContainsSingle(run.Result.Diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        StringAssert.Contains(message, "'Two.B.same'");
        StringAssert.Contains(message, "'One.A.same' of another assembly");
    }

    [TestMethod]
    [DataRow("[DataContract] public class M { [DataMember(Order = 1)] public Nope A { get; set; } }")]
    [DataRow("""
        [DataContract] public class M
        {
            [DataMember(Order = 1)] public Nope? A { get; set; }
            [DataMember(Order = 2)] public int B { get; set; }
        }
        """)]
    [DataRow("[DataContract] public class M { [DataMember(Order = 1)] public List<Nope> A { get; set; } = []; }")]
    [DataRow("[DataContract] public class M { [DataMember(Order = 1)] public Dictionary<int, Nope> A { get; set; } = []; }")]
    [DataRow("[DataContract] public class M { [DataMember(Order = 1)] public Nope[] A { get; set; } = []; }")]
    [DataRow("[DataContract] public class M { [DataMember(Order = 1)] public List<Nope<int>> A { get; set; } = []; }")]
    [DataRow("[DataContract] public class M { public M(Nope a) { } [DataMember(Order = 1)] public int A { get; set; } }")]
    [DataRow("[DataContract] public record M([property: DataMember(Order = 1)] Nope A);")]
    [DataRow("[DataContract] public class M : Nope;")]
    [DataRow("""
        [DataContract] public class M { [DataMember(Order = 1)] public Nope A { get; set; } }
        [DataContract] public class N { [DataMember(Order = 1)] public M? M { get; set; } }
        [Service("p.S")] public interface IS { Task<N> Get(); }
        """)]
    [DataRow("[Service(\"p.S\")] public interface IS { Task<Nope> Get(); }")]
    [DataRow("[Service(\"p.S\")] public interface IS { Task<Nope?> Get(); }")]
    [DataRow("[Service(\"p.S\")] public interface IS { Nope Get(); }")]
    [DataRow("[Service(\"p.S\")] public interface IS { Nope<int> Get(); }")]
    [DataRow("[Service(\"p.S\")] public interface IS { Task Put(Nope data); Task Get(); }")]
    [DataRow("[Service(\"p.S\")] public interface IS { Task Put(IAsyncEnumerable<Nope> data); }")]
    [DataRow("[DataContract] internal class X; [Service(\"p.S\")] internal interface IS { Task Put(X data, Nope context); }")]
    public void Type_ThatDoesNotExist_IsTheCompilersToReport(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);

        Assert.IsEmpty(run.Result.Diagnostics);
        Assert.Contains("CS0246", run.Output.GetDiagnostics().Select(d => d.Id));
        Assert.DoesNotContain(
            d => d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true,
            run.Output.GetDiagnostics());
        Assert.DoesNotContain(
            s => s.SourceText.ToString().Contains("Nope", StringComparison.Ordinal) || s.HintName.Contains("IS", StringComparison.Ordinal),
            run.Result.GeneratedSources);
    }

    [TestMethod]
    [DataRow("Task<M> Get(CallContext context, M m)", "'context' is a CallContext")]
    [DataRow("Task Get(CancellationToken token, M m)", "'token' is a CancellationToken")]
    [DataRow("Task<M> Get(M m, CallContext context, CancellationToken token)", "'context' is a CallContext")]
    [DataRow("Task<M> Get(CallContext context, CancellationToken token)", "'context' is a CallContext")]
    public void Context_ThatIsNotTheLastParameter_IsSaidToComeLast(string method, string expected)
    {
        GeneratorRun run = GeneratorRun.Of(Mistakes.Message + $"[Service] public interface IS {{ {method}; }}");

        Diagnostic reported = Assert.ContainsSingle(run.Result.Diagnostics);
        Assert.AreEqual("CFG101", reported.Id);
        string message = reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        StringAssert.Contains(message, expected);
        StringAssert.Contains(message, "comes last");
    }

    [TestMethod]
    public void Attribute_RepeatedOnAPartOfAType_IsTheCompilersToReport()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [DataContract] public partial class M;
            [DataContract] public partial class M;
            [Service] public partial interface IS { }
            [Service] public partial interface IS { }
            """);

        Assert.IsNull(run.Result.Exception);
        CollectionAssert.AreEqual(new[] { "CS0579", "CS0579" }, run.Output.GetDiagnostics().Select(d => d.Id).ToArray());
    }

    [TestMethod]
    [DataRow("[DataContract] public class { [DataMember(Order = 1)] public int A")]
    [DataRow("[DataContract] public class M { [DataMember(Order = )] public int A { get; set; } [DataMember(Order = \"x\")] public int B")]
    [DataRow("[Service(] public interface IS { Task<> A(; IAsyncEnumerable< }")]
    [DataRow("[Service(\"a.S\"] public interface { Task<M> }")]
    [DataRow("namespace ; [DataContract] public class M<> : ; [DataContract] class X(int , string) { }")]
    [DataRow("""
        [DataContract] public class M { [DataMember(Order = 1)] public Nope A { get; set; } }
        [DataContract] public class M;
        [DataContract] public class M;
        """)]
    [DataRow("""
        [DataContract(Name = 1)] [ProtoFile(1)] public class M;
        [Service(1)] public interface IS { [Operation(1)] Task A(); Task A(); }
        """)]
    [DataRow("""
        public enum E { A = 99999999999, A, A }
        [DataContract] public class N { [DataMember(Order = 1)] public E A { get; set; } [DataMember(Order = 1)] public E A { get; set; } }
        """)]
    public void Source_ThatIsBeingTyped_LeavesNoGeneratedCodeThatFails(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);

        Assert.IsNull(run.Result.Exception);
        Assert.IsEmpty(run.Output
            .GetDiagnostics()
            .Where(d => d.Location.SourceTree is { FilePath: var path } && path.EndsWith(".g.cs", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Message_OfAnAssemblyBuiltWithTheGenerator_IsUsedByItsNames()
    {
        GeneratorRun first = GeneratorRun.Of("""
            [DataContract(Namespace = "lib.v1")] public class M
            {
                [DataMember(Order = 1)] public int A { get; set; }
            }
            """);
        first.AssertCompiles();
        using var library = new MemoryStream();
        Assert.IsTrue(first.Output.WithAssemblyName("Library").Emit(library).Success);

        GeneratorRun run = GeneratorRun.Of(
            "[Service(\"a.S\")] public interface IS { Task<M> Get(); }",
            MetadataReference.CreateFromImage(library.ToArray()));

        run.AssertCompiles();
        string schema = run.Result.GeneratedSources
            .Single(s => s.HintName.EndsWith("Proto.g.cs", StringComparison.Ordinal)).SourceText
            .ToString();
        StringAssert.Contains(schema, "OutputType = \".lib.v1.M\"");
        StringAssert.Contains(schema, "\"lib/v1.proto\"");
    }

    private static byte[] Image(string name, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        run.AssertCompiles();
        using var image = new MemoryStream();
        Assert.IsTrue(run.Output.WithAssemblyName(name).Emit(image).Success);
        return image.ToArray();
    }

    [TestMethod]
    public void NamesOfTypes_DifferingInCaseAlone_AreGeneratedSideBySide()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [DataContract] public class Abc;
            [DataContract] public class ABC;
            [Service("a.S")] public interface IAb { Task<Abc> Get(ABC a); }
            [Service("a.T")] public interface IAB { Task<Abc> Get(); }
            """);

        Assert.IsNull(run.Result.Exception);
        run.AssertCompiles();
        Assert.HasCount(2, run.Result.GeneratedSources.Where(s => s.HintName.Contains("Serializer", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("", DiagnosticSeverity.Info, "a.M")]
    [DataRow("[ProtoFile(\"b\")] ", null, "b.M")]
    public void Message_OfServicesOfTwoPackages_IsInTheFirst(string attribute, DiagnosticSeverity? severity, string expected)
    {
        GeneratorRun run = GeneratorRun.Of(attribute + Mistakes.Message + """
            [Service("b.S")] public interface IB { Task<M> Get(); }
            [Service("a.S")] public interface IA { Task<M> Get(); }
            """);

        Assert.AreEqual(severity, run.Result.Diagnostics.SingleOrDefault()?.Severity);
        Assert.IsTrue(run.Result.Diagnostics.All(d => d.Id == "CFG201"));
        Assert.DoesNotContain(d => d.Severity == DiagnosticSeverity.Error, run.Output.GetDiagnostics());
        Assert.Contains(
            s => s.SourceText.ToString().Contains($"\".{expected}\"", StringComparison.Ordinal),
            run.Result.GeneratedSources);
    }

    [TestMethod]
    public void Ids_AllThereAre_AreRaisedByATestAndDocumented()
    {
        string docs = File.ReadAllText(Path.Combine(GeneratorRun.SourceFolder(), "../../docs/diagnostics.md"));
        HashSet<string> raised = [.. Mistakes.All.Concat(FallbackTests.Left).Select(m => (string)m[0]), "CFG201"];

        CollectionAssert.AreEquivalent(Descriptors.ById.Keys.ToList(), raised.ToList());
        foreach (string id in Descriptors.ById.Keys)
        {
            StringAssert.Contains(docs, $"\n## {id}\n", $"docs/diagnostics.md has no section for {id}");
        }
    }
}
