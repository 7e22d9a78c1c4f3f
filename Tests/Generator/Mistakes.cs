namespace Tests.Generator;

/// <summary>Contracts with one mistake each.</summary>
public static class Mistakes
{
    public const string Message = "[DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } }";

    /// <summary>Id, the text that the diagnostic points to, the contract.</summary>
    public static IEnumerable<object[]> All =>
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
}
