using System.Reflection;
using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;

namespace Tests.Generator;

/// <summary>
/// Contracts that look odd and are right: what is generated compiles without a warning, and protoc takes the schema as it was meant.
/// </summary>
[TestClass]
public sealed class AcceptedContractTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("""
        public class Outer { [DataContract] public class Inner; }
        [DataContract] public class Outer_Inner;
        public class O { public class _I { [DataContract, ProtoFile("a")] public class X; } }
        public class O_ { public class I { [DataContract, ProtoFile("b")] public class X; } }
        """, DisplayName = "nested types and underscores")]
    [DataRow("""
        public interface Outer { [Service("a.S")] public interface IS; }
        [Service("a.T")] public interface Outer_IS;
        """, DisplayName = "nested and empty services")]
    [DataRow("""
        [DataContract, ProtoFile("a", FileName = "a/b.proto")] public class A;
        [DataContract, ProtoFile("b", FileName = "a_b.proto")] public class B;
        [DataContract, ProtoFile("c", FileName = "ab.proto")] public class C;
        [DataContract, ProtoFile("d", FileName = "-.proto")] public class D;
        [DataContract, ProtoFile("e", FileName = "1.proto")] public class E;
        """, DisplayName = "files whose classes would have one name")]
    [DataRow("""
        namespace @ref.@out { [DataContract] public class P; [Service] public interface IQ { Task<P> A(P p); } }
        namespace @in { [DataContract] public class P; }
        """, DisplayName = "namespaces that are keywords")]
    [DataRow("""
        public class Contracts;
        [DataContract] public class M;
        [Service("p.S")] public interface IS { Task<M> A(); }
        """, DisplayName = "a class named as the assembly")]
    [DataRow("""
        namespace X
        {
            public class Method;
            public enum MethodType { A }
            public class WireSize;
            public class ProtoReader;
            public class CallInvoker;
            public class ServiceContract<T>;
            public class MessageSerializer<T>;
            public enum WireType { A }
            [DataContract] public class Task { [DataMember(Order = 1)] public List<int> A { get; set; } = []; }
            [Service("x.S")] public interface IS { System.Threading.Tasks.Task<Task> A(Task m); }
        }
        """, DisplayName = "types named as the runtime's")]
    [DataRow("""
        namespace Contracts
        {
            public enum FieldType { A }
            public class FileDescriptorProto;
            [DataContract] public class M { [DataMember(Order = 1)] public FieldType A { get; set; } }
        }
        namespace X.System
        {
            public class DateTime;
            public class Exception;
            [DataContract] public class M { [DataMember(Order = 1)] public global::System.DateTime A { get; set; } }
        }
        """, DisplayName = "namespaces and types that hide the schema's and the system's")]
    [DataRow("""
        [DataContract] public class Message
        {
            [DataMember(Order = 1)] public int reader { get; set; }
            [DataMember(Order = 2)] public List<int> tag { get; set; } = [];
            [DataMember(Order = 3)] public int Instance { get; set; }
            [DataMember(Order = 4)] public new int GetHashCode { get; set; }
        }
        [Service("a.I")] public interface Service
        {
            Task<Message> Message(Message service);
            Task Bind(Message invoker, CallContext request);
            Task Create();
            Task Client();
            Task File();
        }
        """, DisplayName = "members named as those of generated classes")]
    [DataRow("""
        [DataContract] public class message
        {
            [DataMember(Order = 1)] public message? rpc { get; set; }
            [DataMember(Order = 2)] public List<group> repeated { get; set; } = [];
            [DataMember(Order = 3)] public Dictionary<int, map> map { get; set; } = [];
            [DataMember(Order = 4), OneOf("oneof")] public optional? optional { get; set; }
            [DataMember(Order = 5), OneOf("oneof")] public @string? option { get; set; }
            [DataMember(Order = 6)] public @enum? reserved { get; set; }
        }
        [DataContract] public class group;
        [DataContract] public class map;
        [DataContract] public class optional;
        [DataContract] public class @string;
        public enum @enum { A }
        [Service("service")] public interface IS
        {
            IAsyncEnumerable<stream> returns(IAsyncEnumerable<stream> s);
            Task<stream> stream(stream s);
        }
        [DataContract] public class stream;
        """, DisplayName = "words of the protobuf language")]
    [DataRow("""
        [DataContract, ProtoFile("a.v1")] public class M
        {
            [DataMember(Order = 1)] public X? A { get; set; }
            [DataMember(Order = 2)] public Y? B { get; set; }
            [DataMember(Order = 3)] public DateTime C { get; set; }
        }
        [DataContract, ProtoFile("a.geo")] public class X;
        [DataContract, ProtoFile("geo.v2")] public class Y;
        [DataContract, ProtoFile("a.google")] public class google { [DataMember(Order = 1)] public DateTime? A { get; set; } }
        """, DisplayName = "packages that hide others")]
    [DataRow("""
        [DataContract] public class M
        {
            [DataMember(Order = 1), OneOf("o")] public int? A { get; set; }
            [DataMember(Order = 2)] public int B { get; set; }
            [DataMember(Order = 3), OneOf("o")] public M? C { get; set; }
            [DataMember(Order = 4), OneOf("_e")] public TimeSpan? D { get; set; }
            [DataMember(Order = 5)] public int? E { get; set; }
            [DataMember(Order = 6)] public int? _f { get; set; }
            [DataMember(Order = 7), OneOf("o")] public byte[]? G { get; set; }
        }
        """, DisplayName = "oneofs whose members stand apart, and one named as an optional field's own")]
    [DataRow("""
        [DataContract] public class M
        {
            [DataMember(Order = 1)] public Dictionary<int, int> __ { get; set; } = [];
            [DataMember(Order = 2, Name = "a_1B")] public Dictionary<string, M> A { get; set; } = [];
            [DataMember(Order = 536870911)] public List<int> Foo2Bar { get; set; } = [];
            [DataMember(Order = 18999)] public int HTTPServer { get; set; }
        }
        """, DisplayName = "names and numbers at their limits")]
    [DataRow("""
        [Flags] public enum E { None, P = 1, Q = 2, Both = P | Q }
        public enum F { A, B = 0, C, D = 1 }
        public enum G { X = -1, Y = 0, Z = int.MaxValue, W = int.MinValue, E_FOO }
        [DataContract] public class M
        {
            [DataMember(Order = 1)] public E A { get; set; }
            [DataMember(Order = 2)] public List<F> B { get; set; } = [];
            [DataMember(Order = 3)] public Dictionary<bool, G> C { get; set; } = [];
        }
        """, DisplayName = "enums with flags, aliases and negative values")]
    [DataRow("""
        #nullable disable
        [DataContract] public class N;
        [DataContract] public record M([property: DataMember(Order = 1)] List<string> A, [property: DataMember(Order = 2)] N B)
        {
            [DataMember(Order = 3)] public byte[] C { get; set; }
            [DataMember(Order = 4)] public Dictionary<string, N> D;
        }
        [Service("a.S")] public interface IS { Task<M> A(M m); }
        """, DisplayName = "a contract without nullable annotations")]
    [DataRow("""
        [Obsolete] [DataContract] public class M
        {
            [Obsolete("x", DiagnosticId = "MY1"), DataMember(Order = 1)] public int A { get; set; }
            [DataMember(Order = 2)] public E B { get; set; }
        }
        [Obsolete("x")] public enum E { [Obsolete] A }
        [System.Diagnostics.CodeAnalysis.Experimental("MY2")] [Service("a.S")] public interface IS
        {
            [Obsolete("x", DiagnosticId = "MY3")] Task<M> A(M m);
        }
        [Obsolete("x", DiagnosticId = "MY4")] [DataContract] public class N;
        """, DisplayName = "what is obsolete or experimental")]
    [DataRow("""
        [assembly: CLSCompliant(true)]
        [DataContract] public class M { [DataMember(Order = 1)] public int A { get; set; } }
        """, DisplayName = "an assembly that is CLS-compliant")]
    [DataRow("""
        [DataContract] public class A { public A(int x) => X = x; [DataMember(Order = 1)] public required int X { get; set; } }
        [DataContract] public class B
        {
            [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public B(int x) => X = x;
            [DataMember(Order = 1)] public required int X { get; set; }
            [DataMember(Order = 2)] public required string Y { get; set; } = "";
        }
        [DataContract] public record C(int X) { [DataMember(Order = 1)] public required int X { get; init; } = X; }
        [DataContract] public class D(long a, in int b, params int[] c)
        {
            [DataMember(Order = 1)] public int A { get; } = (int)a;
            [DataMember(Order = 2)] public int B { get; } = b;
            [DataMember(Order = 3)] public int[] C { get; } = c;
        }
        """, DisplayName = "constructors")]
    [DataRow("""
        [DataContract] internal class M { [DataMember(Order = 1)] public E A; [DataMember(Order = 2)] internal N? B { get; set; } }
        [ProtoFile("n")] internal enum E { A }
        [DataContract] public partial class N { [DataMember(Order = 1)] internal E A { get; init; } }
        [ProtoFile("n")] public partial class N { [DataMember(Order = 2)] protected internal volatile int C; }
        [Service("a.S")] internal partial interface IS { ValueTask<M> A(N n); }
        internal partial interface IS
        {
            Task<M> B(M m) => Task.FromResult(m);
            static int F = 1;
            const int C = 1;
            static Task<M> D() => null!;
            class X;
        }
        """, DisplayName = "parts, fields and what is internal")]
    [DataRow("""
        [DataContract] public class M : IDisposable
        {
            [DataMember(Order = 1)] public List<int> A { get; set; } = [];
            public void Dispose() { }
            public static bool operator ==(M? a, M? b) => true;
            public static bool operator !=(M? a, M? b) => true;
            public override bool Equals(object? o) => true;
            public override int GetHashCode() => 0;
            public static implicit operator string(M m) => "";
        }
        [DataContract] public class N
        {
            [DataMember(Order = 1)] public M? X { get; set; }
            [DataMember(Order = 2)] public List<M> Y { get; set; } = [];
            [DataMember(Order = 3)] public ReadOnlyMemory<byte>? Z { get; set; }
            [DataMember(Order = 4)] public ReadOnlyMemory<byte>[] W { get; set; } = [];
        }
        """, DisplayName = "messages that are disposable and equal to anything")]
    [DataRow("""
        [DataContract] public class M
        {
            private M() => d = 1;
            [DataMember(Order = 1)] public int A { get; }
            [DataMember(Order = 2)] public string B { private get; set; } = "";
            [DataMember(Order = 3)] public int C { get; private set; }
            [DataMember(Order = 4)] private readonly long d;
            [DataMember(Order = 5)] private List<int> E { get; } = [];
            [DataMember(Order = 6)] public M Inner { get; init; } = null!;
            [DataMember(Order = 7), System.Diagnostics.CodeAnalysis.DisallowNull] public string? F { get; set; }
            [IgnoreDataMember] public required int G { get; set; }
            [DataMember(Order = 8)] protected int[] H { get; set; } = [1];
            public long I => d;
        }
        """, DisplayName = "members and constructors that nobody else can reach")]
    [DataRow("""
        [ProtoContract(Name = "n")] public class M
        {
            [ProtoMember(1, Name = "aa")] public int A { get; set; }
            [ProtoMember(2), IgnoreDataMember] public int B { get; set; }
            [ProtoIgnore] public int C { get; set; }
            [ProtoMember(3, IsPacked = true, OverwriteList = true)] public int[] D { get; set; } = [1];
            [ProtoMember(4, DataFormat = DataFormat.ZigZag, IsRequired = true)] public sbyte E { get; set; }
            [ProtoMember(5, OverwriteList = true)] public Dictionary<string, byte> F { get; set; } = [];
            [ProtoMember(6, OverwriteList = true)] public HashSet<Guid> G { get; set; } = [];
            [ProtoMember(7)] public IList<decimal> H { get; } = [1m];
            [CompatibilityLevel(CompatibilityLevel.Level240), ProtoMember(8)] public TimeSpan I { get; set; }
        }
        [DataContract, ProtoContract(UseProtoMembersOnly = true)] public class N
        {
            [ProtoMember(1)] public int A { get; set; }
            [DataMember(Order = 2)] internal int B { get; set; }
        }
        """, DisplayName = "protobuf-net's attributes")]
    [DataRow("""
        [CompatibilityLevel(CompatibilityLevel.Level200), DataContract] public class M
        {
            [DataMember(Order = 1)] public List<int> A { get; set; } = [];
            [DataMember(Order = 2, Name = "b_1")] public HashSet<Unset> B { get; set; } = [];
            [DataMember(Order = 3)] public DateOnly C { get; set; }
        }
        public enum Unset : byte { A = 1, B = 200 }
        """, DisplayName = "the level that protobuf-net has by default")]
    [DataRow("""
        [DataContract] public class M;
        [Service("p.S")] public interface IS
        {
            Task<M?> A(M? m);
            IAsyncEnumerable<M>? B(M m);
            Task<System.IO.Stream?> C(M m);
            [Operation(" ")] Task D();
        }
        """, DisplayName = "calls that may be null")]
    [DataRow("""
        [assembly: ProtoFile("a", GoPackage = "x\"\n\\")]
        [DataContract, ProtoFile("a", FileName = "grün weiß.proto")] public class M;
        """, DisplayName = "text that must be quoted")]
    public async Task OddContract_Compiles_AndProtocMakesTheSameDescriptors(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        run.AssertCompiles();
        Assert.IsEmpty(run.Reported);

        List<FileDescriptorProto> files = Schemas(run.Load());
        FileDescriptorSet made = await Protoc.CompileAsync(files, TestContext.CancellationToken);

        Assert.HasCount(files.Count, made.File);
        foreach (FileDescriptorProto file in files)
        {
            file.SourceCodeInfo = null;
            Assert.AreEqual(made.File.Single(f => f.Name == file.Name), file, ProtoText.Print(file));
        }
    }

    [TestMethod]
    [DataRow("3D-Maps")]
    [DataRow("int.class..x")]
    public void Assembly_WhoseNameIsNoNamespace_Compiles(string name) =>
        GeneratorRun.Named(name, "[DataContract] public class M; [Service(\"a.S\")] public interface IS { Task<M> A(); }").AssertCompiles();

    [TestMethod]
    public void RequiredMember_ThatTheConstructorTakes_IsRead()
    {
        GeneratorRun run = GeneratorRun.Of("""
            [DataContract]
            public class M
            {
                public M(int x) => X = x;
                [DataMember(Order = 1)] public required int X { get; set; }
                [DataMember(Order = 2)] public required string Y { get; set; }
            }

            public static class Probe
            {
                public static string Run()
                {
                    M read = Generated.MSerializer.Instance.Read(Generated.MSerializer.Instance.ToArray(new M(1) { X = 2, Y = "y" }));
                    return read.X + read.Y;
                }
            }
            """);
        run.AssertCompiles();

        Assert.AreEqual("2y", run.Load().GetType("Probe")!.GetMethod("Run")!.Invoke(null, null));
    }

    private static List<FileDescriptorProto> Schemas(Assembly assembly) =>
        [.. assembly.GetTypes()
            .Select(t => t.GetProperty("File", BindingFlags.Static | BindingFlags.Public))
            .Where(p => p?.PropertyType == typeof(FileDescriptorProto))
            .Select(p => (FileDescriptorProto)p!.GetValue(null)!)];
}
