using CodeFirst.Generator.Diagnostics;
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
        ["CFG001", "Any", "[DataContract] public class M { [DataMember(Order = 1)] public object? Any { get; set; } }"],
        ["CFG001", "Names", "[DataContract] public class M { [DataMember(Order = 1)] public List<string?> Names { get; set; } = []; }"],
        ["CFG001", "Ids", "[DataContract] public class M { [DataMember(Order = 1)] public List<int?> Ids { get; set; } = []; }"],
        ["CFG001", "Grid", "[DataContract] public class M { [DataMember(Order = 1)] public int[,] Grid { get; set; } = new int[0, 0]; }"],
        ["CFG001", "Map", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public Dictionary<int, string?> Map { get; set; } = [];
            }
            """],
        ["CFG001", "Data", "[DataContract] public class M { [DataMember(Order = 1)] public System.IO.Stream? Data { get; set; } }"],
        ["CFG001", "Data", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public List<System.IO.MemoryStream> Data { get; set; } = [];
            }
            """],
        ["CFG002", "A", """
            [DataContract] public class M
            {
                [DataMember] public int A { get; set; }
                [DataMember(Order = 1)] public int B { get; set; }
            }
            """],
        ["CFG002", "A", "[DataContract] public class M { [DataMember(Order = 0)] public int A { get; set; } }"],
        ["CFG003", "B", """
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public int A { get; set; }
                [DataMember(Order = 1)] public int B { get; set; }
            }
            """],
        ["CFG004", "A", "[DataContract] public class M { [DataMember(Order = 19000)] public int A { get; set; } }"],
        ["CFG004", "A", "[DataContract] public class M { [DataMember(Order = 536870912)] public int A { get; set; } }"],
        ["CFG005", "B", "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } public int B { get; set; } }"],
        ["CFG005", "B", "[DataContract] public class M { public int B; }"],
        ["CFG007", "A", "[DataContract] public class M { [DataMember(Order = 1)] public int A => 1; }"],
        ["CFG007", "A", "[DataContract] public class M { [DataMember(Order = 1)] public int[] A => []; }"],
        ["CFG002", "A", "[ProtoContract] public class M { [ProtoMember(0)] public int A { get; set; } }"],
        ["CFG003", "B", """
            [ProtoContract] public class M
            {
                [ProtoMember(1)] public int A { get; set; }
                [ProtoMember(1)] public int B { get; set; }
            }
            """],
        ["CFG005", "A", "[ProtoContract] public class M { [DataMember(Order = 1)] public int A { get; set; } }"],
        ["CFG008", "M", """
            [DataContract] public class N { [DataMember(Order = 1)] public int A { get; set; } }
            [DataContract] public class M : N;
            """],
        ["CFG001", "Lists", "[DataContract] public class M { [DataMember(Order = 1)] public List<int[]> Lists { get; set; } = []; }"],
        ["CFG001", "Any", "[DataContract] public class M { [DataMember(Order = 1)] public IComparable? Any { get; set; } }"],
        ["CFG002", "X", """
            [DataContract] public class A { [DataMember] public int X { get; set; } }
            [DataContract] public class B { [DataMember(Order = 1)] public A? A { get; set; } }
            [Service("p.S")] public interface IS { Task<B> Get(); }
            """],
        ["CFG014", "A", "[DataContract] public class M { [DataMember(Order = 1)] public static int A { get; set; } }"],
        ["CFG014", "this", "[DataContract] public class M { [DataMember(Order = 1)] public int this[int i] { get => i; set { } } }"],
        ["CFG014", "A", "[DataContract] public class M { [DataMember(Order = 1)] public int A { set { } } }"],
        ["CFG008", "M", "[DataContract] public abstract class M { [DataMember(Order = 1)] public int A { get; set; } }"],
        ["CFG008", "M", "[DataContract] public record M(int A);"],
        ["CFG008", "M", "[DataContract] public class M { public M(string a) { } [DataMember(Order = 1)] public int A { get; set; } }"],
        ["CFG008", "M", "[DataContract] public class M { public M(string a) { } [DataMember(Order = 1)] public string? A { get; set; } }"],
        ["CFG008", "M", "[DataContract] public class M { public M(ref int a) { } [DataMember(Order = 1)] public int A { get; set; } }"],
        ["CFG009", "AB", """
            [DataContract] public class M
            {
                [DataMember(Order = 1, Name = "a_b")] public int X { get; set; }
                [DataMember(Order = 2, Name = "aB")] public int AB { get; set; }
            }
            """],
        ["CFG009", "B", """
            [DataContract] public class M
            {
                [DataMember(Order = 1, Name = "foo_bar")] public int A { get; set; }
                [DataMember(Order = 2, Name = "foobar")] public int B { get; set; }
            }
            """],
        ["CFG009", "B", """
            [DataContract] public class M
            {
                [DataMember(Order = 1, Name = "foo")] public Dictionary<int, int> A { get; set; } = [];
                [DataMember(Order = 2, Name = "FooEntry")] public int B { get; set; }
            }
            """],
        ["CFG009", "B", """
            [DataContract] public class M
            {
                [DataMember(Order = 1, Name = "foo")] public Dictionary<int, int> A { get; set; } = [];
                [DataMember(Order = 2), OneOf("FooEntry")] public int? B { get; set; }
            }
            """],
        ["CFG013", "A", "[DataContract] public class M { [OneOf(\"o\")] internal int? A { get; set; } }"],
        ["CFG014", "A", "[DataContract] public class M { [field: DataMember(Order = 1)] internal int A { get; set; } }"],
        ["CFG011", "Other", "public class N; [DataContract] public class M { [DataMember(Order = 1)] public N? Other { get; set; } }"],
        ["CFG101", "Get", "public class N; [Service] public interface IS { Task<N> Get(); }"],
        ["CFG203", "A", """
            public enum Kind { [EnumMember(Value = "a b")] A }
            [DataContract] public class M { [DataMember(Order = 1)] public Kind E { get; set; } }
            [DataContract] public class N { [DataMember(Order = 1)] public Kind E { get; set; } }
            """],
        ["CFG008", "M", "[DataContract] public class M { public M(int a) { } [DataMember(Order = 1)] public int B { get; set; } }"],
        ["CFG013", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"o\")] public int A { get; set; } }"],
        ["CFG101", "A", Message + "[Service] public interface IS { sealed Task<M> A(M m) => Task.FromResult(m); }"],
        ["CFG101", "A", Message + "[Service] public interface IS { protected Task<M> A(M m); }"],
        ["CFG101", "A", Message + "[Service] public interface IS { internal Task<M> A(M m); }"],
        ["CFG203", "Async", Message + "[Service] public interface IS { Task<M> Async(M m); }"],
        ["CFG101", "A", Message + "[Service] public interface IS { [Operation(\"A\")] static Task<M> A(M m) => Task.FromResult(m); }"],
        ["CFG101", "A", Message + "[Service] public interface IS { ref M A(M m); }"],
        ["CFG101", "A", Message + "[Service] public interface IS { Task<M> A(M m, CallContext? context); }"],
        ["CFG101", "A", Message + "[Service] public interface IS { Task<Task<M>> A(M m); }"],
        ["CFG103", "A", Message + "[Service] public interface IS { event Action A; }"],
        ["CFG103", "A", "[DataContract] public class M; [Service(\"p.S\")] public interface IS { static abstract Task<M> A(M m); }"],
        ["CFG013", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"o\")] public List<int>? A { get; set; } }"],
        ["CFG013", "A", """
            [DataContract] public class M
            {
                [DataMember(Order = 1), OneOf("b")] public int? A { get; set; }
                [DataMember(Order = 2)] public int B { get; set; }
            }
            """],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<int> Get(M m); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(Guid id); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<(int, M)> Get(M m); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { IAsyncEnumerable<int> Get(M m); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M> Get(IAsyncEnumerable<DateTime> ms); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<M[][]> Get(M m); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { Task<List<List<M>>> Get(M m); }"],
        ["CFG101", "Get", Message + "public class R(int b) { public int A => b; } [Service] public interface IS { Task<R> Get(M m); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { M Get(IAsyncEnumerable<M> ms); }"],
        ["CFG101", "Get", Message + "[Service] public interface IS { void Get(IAsyncEnumerable<M> ms); }"],
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
        ["CFG103", "Name", "[Service] public interface IS { string Name { get; } }"],
        ["CFG103", "IS", "[Service(\"a b.C\")] public interface IS;"],
        ["CFG104", "IB", Message + """
            [Service("a.S")] public interface IA { Task<M> Get(); }
            [Service("a.s")] public interface IB { Task<M> Get(); }
            """],
        ["CFG104", "Ia", Message + """
            [Service("a.S")] public interface IA { Task<M> Get(); }
            [Service("a.s")] public interface Ia { Task<M> Get(); }
            """],
        ["CFG201", "M", Message + """
            [Service("a.S")] public interface IA { Task<M> Get(); }
            [Service("b.S")] public interface IB { Task<M> Get(); }
            """],
        ["CFG202", "P", Message + "namespace N { [DataContract(Name = \"M\")] [ProtoFile(\"\")] public class P; }"],
        ["CFG202", "IB", Message + """
            [Service("a.S")] public interface IA { Task<M> Get(); }
            [Service("a.S")] public interface IB { Task<M> Get(); }
            """],
        ["CFG202", "IA", Message + "[Service(\"a.M\")] public interface IA { Task<M> Get(); }"],
        ["CFG202", "AA", "public enum E { Aa, AA } [DataContract] public class M { [DataMember(Order = 1)] public E A { get; set; } }"],
        ["CFG202", "B_C", """
            public enum A { B_C }
            public enum A_B { C }
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public A_B E { get; set; }
                [DataMember(Order = 2)] public A F { get; set; }
            }
            """],
        ["CFG202", "A", """
            public enum E { [EnumMember(Value = "M")] A }
            [DataContract] public class M { [DataMember(Order = 1)] public E E { get; set; } }
            """],
        ["CFG202", "A", """
            public enum E { [EnumMember(Value = "S")] A }
            [DataContract] public class M { [DataMember(Order = 1)] public E E { get; set; } }
            [Service("S")] public interface IS { Task<M> Get(); }
            """],
        ["CFG202", "A_1", "public enum E { A1, A_1 } [DataContract] public class M { [DataMember(Order = 1)] public E A { get; set; } }"],
        ["CFG202", "B", """
            public enum E { A, [EnumMember(Value = "a")] B }
            [DataContract] public class M { [DataMember(Order = 1)] public E A { get; set; } }
            """],
        ["CFG202", "Kind", """
            public class A { [DataContract(Name = "Kind")] public enum E { X } }
            public enum Kind { X }
            [DataContract] public class M
            {
                [DataMember(Order = 1)] public A.E E { get; set; }
                [DataMember(Order = 2)] public Kind F { get; set; }
            }
            """],
        ["CFG202", "b", "[DataContract, ProtoFile(\"a\")] public class b; [DataContract, ProtoFile(\"a.b\")] public class C;"],
        ["CFG202", "Empty", """
            [DataContract, ProtoFile("google.protobuf")] public class Empty;
            [Service("a.S")] public interface IS { Task Get(); }
            """],
        ["CFG203", "P", "namespace Ö { [DataContract] public class P; }"],
        ["CFG203", "A", """
            public enum E { [EnumMember(Value = "option")] A }
            [DataContract] public class M { [DataMember(Order = 1)] public E B { get; set; } }
            """],
        [
            "CFG203",
            "A",
            "#nullable disable\n[DataContract] public class M { [DataMember(Order = 1), OneOf(null)] public int? A { get; set; } }",
        ],
        ["CFG204", "B", """
            [DataContract, ProtoFile("geo")] public class A;
            [DataContract, ProtoFile("Geo")] public class B;
            [DataContract, ProtoFile("Geo")] public class C;
            """],
        ["CFG204", "IB", Message + """
            [Service("a.S")] public interface IA { Task Get(); }
            [Service("A.S")] public interface IB { Task Get(); }
            """],
        ["CFG205", "A", """
            [DataContract, ProtoFile("a")] public class A { [DataMember(Order = 1)] public B? X { get; set; } }
            [DataContract, ProtoFile("b")] public class B { [DataMember(Order = 1)] public A? X { get; set; } }
            """],
        ["CFG205", "A", """
            [DataContract, ProtoFile("a")] public class A { [DataMember(Order = 1)] public B? X { get; set; } }
            [DataContract, ProtoFile("b")] public class B { [DataMember(Order = 1)] public C? X { get; set; } }
            [DataContract, ProtoFile("c")] public class C { [DataMember(Order = 1)] public A? X { get; set; } }
            """],
        ["CFG205", "A", """
            [DataContract, ProtoFile("a", FileName = "x.proto")] public class A
            {
                [DataMember(Order = 1)] public List<B> X { get; set; } = [];
            }
            [DataContract, ProtoFile("a", FileName = "y.proto")] public class B
            {
                [DataMember(Order = 1)] public Dictionary<int, A> X { get; set; } = [];
            }
            """],
        ["CFG206", "B", """
            [DataContract, ProtoFile("a", FileName = "x.proto")] public class A;
            [DataContract, ProtoFile("b", FileName = "x.proto")] public class B;
            """],
        ["CFG206", "B", """
            [DataContract, ProtoFile("a", FileName = "x.proto")] public class A;
            [DataContract, ProtoFile("b", FileName = "X.proto")] public class B;
            """],
        ["CFG206", "B", """
            [DataContract, ProtoFile("a", FileName = "x.proto")] public class A;
            [DataContract, ProtoFile("a", FileName = "X.proto")] public class B;
            """],
        ["CFG206", "A", """
            [DataContract, ProtoFile("a", FileName = "google/protobuf/timestamp.proto")] public class A
            {
                [DataMember(Order = 1)] public DateTime X { get; set; }
            }
            """],
        ["CFG207", "A", "[DataContract, ProtoFile(\"a\", FileName = \"\")] public class A;"],
        ["CFG207", "A", "[DataContract, ProtoFile(\"a\", FileName = \"a.txt\")] public class A;"],
        ["CFG207", "A", "[DataContract, ProtoFile(\"a\", FileName = \"../a.proto\")] public class A;"],
        ["CFG207", "A", "[DataContract, ProtoFile(\"a\", FileName = \"/a.proto\")] public class A;"],
        ["CFG207", "A", "[DataContract, ProtoFile(\"a\", FileName = @\"b\\a.proto\")] public class A;"],
        ["CFG208", "ProtoFile(\"a\", FileName = \"y.proto\")", """
            [assembly: ProtoFile("a", FileName = "x.proto")]
            [assembly: ProtoFile("a", FileName = "y.proto")]
            [DataContract, ProtoFile("a")] public class A;
            """],
        ["CFG208", "ProtoFile(\"b\")", "[assembly: ProtoFile(\"b\")]\n[DataContract, ProtoFile(\"a\")] public class A;"],
        ["CFG208", "A", "[DataContract, ProtoFile(\"a\"), ProtoFile(\"b\")] public class A;"],
        ["CFG208", "A", "[DataContract, ProtoFile(\"a\", GoPackage = \"x\")] public class A;"],
        ["CFG203", "A", "[DataContract] public class M { [DataMember(Order = 1, Name = \"a b\")] public int A { get; set; } }"],
        ["CFG203", "Größe", "[DataContract] public class M { [DataMember(Order = 1)] public int Größe { get; set; } }"],
        ["CFG203", "M", "[DataContract(Name = \"a-b\")] public class M;"],
        ["CFG203", "M", "[DataContract, ProtoFile(\"my-pkg\")] public class M;"],
        ["CFG203", "A", "[DataContract] public class M { [DataMember(Order = 1), OneOf(\"a b\")] public int? A { get; set; } }"],
        ["CFG203", "A", """
            public enum E { [EnumMember(Value = "not ok")] A }
            [DataContract] public class M { [DataMember(Order = 1)] public E B { get; set; } }
            """],
        ["CFG203", "Get", Message + "[Service] public interface IS { [Operation(\"a b\")] Task<M> Get(M a); }"],
        ["CFG203", "Get", Message + "[Service] public interface IS { [Operation(\"a/b\")] Task<M> Get(M a); }"],
    ];

    [TestMethod]
    [DynamicData(nameof(Mistakes))]
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
    public void TypeThatDoesNotExist_IsTheCompilersToReport(string source)
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
        GeneratorRun run = GeneratorRun.Of(Message + $"[Service] public interface IS {{ {method}; }}");

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
    public void Ids_AllThereAre_AreRaisedByATestAndDocumented()
    {
        string docs = File.ReadAllText(Path.Combine(GeneratorRun.SourceFolder(), "../../docs/diagnostics.md"));
        HashSet<string> raised = [.. Mistakes.Concat(FallbackTests.Left).Select(m => (string)m[0])];

        CollectionAssert.AreEquivalent(Descriptors.ById.Keys.ToList(), raised.ToList());
        foreach (string id in Descriptors.ById.Keys)
        {
            StringAssert.Contains(docs, $"\n## {id}\n", $"docs/diagnostics.md has no section for {id}");
        }
    }
}
