using System.Collections;
using System.Reflection;
using CodeFirst.Generator;
using Microsoft.CodeAnalysis;

namespace Tests.Generator;

/// <summary>An edit emits again only what depends on it.</summary>
[TestClass]
public class IncrementalityTests
{
    private const string Source = """
        [assembly: ProtoFile("n", GoPackage = "example.com/n")]

        namespace N;

        /// <summary>A message.</summary>
        [DataContract]
        public class M
        {
            [DataMember(Order = 1)]
            public int A { get; set; }

            [DataMember(Order = 2)]
            public Kind Kind { get; set; }

            public int Twice() => A * 2; // ordinary
        }

        public enum Kind
        {
            None,
        }

        [Service("n.S")]
        public interface IS
        {
            Task<M> Get(M m);
        }
        """;

    [TestMethod]
    [DataRow("A * 2", "A + A", DisplayName = "a method's body")]
    [DataRow("// ordinary", "// an ordinary comment", DisplayName = "an ordinary comment")]
    [DataRow("namespace N;\n", "namespace N;\n\n\n\n", DisplayName = "lines moved")]
    [DataRow("[assembly", "\n\n[assembly", DisplayName = "lines moved of the whole file")]
    public void Edit_OfWhatNothingDependsOn_EmitsNothing(string from, string to)
    {
        GeneratorRun run = GeneratorRun.Of(Source);
        run.Edit(from, to);

        Assert.IsEmpty(Emitted(run));
    }

    [TestMethod]
    public void Edit_OfDocComment_EmitsSchemaAlone()
    {
        GeneratorRun run = GeneratorRun.Of(Source);
        run.Edit("A message.", "A fine message.");

        CollectionAssert.AreEqual(new[] { "Contracts.Generated.NProto.g.cs" }, Emitted(run));
    }

    [TestMethod]
    public void Edit_OfFieldNumber_EmitsSerializer()
    {
        GeneratorRun run = GeneratorRun.Of(Source);
        run.Edit("Order = 1", "Order = 2");

        CollectionAssert.Contains(Emitted(run), "N.Generated.MSerializer.g.cs");
    }

    [TestMethod]
    public void Edit_OfOneMessage_LeavesTheOthersSerializerAlone()
    {
        GeneratorRun run = GeneratorRun.Of(
            Source + "\n[DataContract] public class Other { [DataMember(Order = 3)] public int C { get; set; } }");
        run.Edit("Order = 1", "Order = 4");

        string[] emitted = Emitted(run);
        CollectionAssert.Contains(emitted, "N.Generated.MSerializer.g.cs");
        CollectionAssert.DoesNotContain(emitted, "N.Generated.OtherSerializer.g.cs");
    }

    [TestMethod]
    public void Mistake_OfTheWholeAssembly_IsReportedWhereItsLinesMovedTo()
    {
        GeneratorRun run = GeneratorRun.Of(Source.Replace("None,", "[EnumMember(Value = \"M\")] None,", StringComparison.Ordinal));
        int before = Assert.ContainsSingle(run.Result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line;
        run.Edit("namespace N;\n", "namespace N;\n\n\n\n");

        Diagnostic after = Assert.ContainsSingle(run.Result.Diagnostics);
        Assert.AreEqual("CFG202", after.Id);
        Assert.AreEqual(before + 3, after.Location.GetLineSpan().StartLinePosition.Line);
    }

    [TestMethod]
    public void Model_OfEveryStep_HoldsNoSymbolSyntaxOrCompilation()
    {
        GeneratorRun run = GeneratorRun.Of(Source);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string step in new[] { ContractGenerator.MessageStep, ContractGenerator.SchemaStep, ContractGenerator.MistakeStep })
        {
            foreach ((object value, _) in run.Result.TrackedSteps[step].SelectMany(s => s.Outputs))
            {
                Walk(value, step);
            }
        }

        Assert.IsGreaterThan(10, seen.Count, "the walk found next to nothing, so it proves nothing");

        void Walk(object? value, string path)
        {
            if (value is null || value is string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            {
                return;
            }

            Assert.IsFalse(
                value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel,
                $"{path} holds a {value.GetType()}");
            if (value is IEnumerable items)
            {
                foreach (object? item in items)
                {
                    Walk(item, path + "[]");
                }

                return;
            }

            foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Walk(field.GetValue(value), path + "." + field.Name);
            }
        }
    }

    /// <summary>The files whose source output ran again in the last run, rather than being taken from the one before.</summary>
    private static string[] Emitted(GeneratorRun run) =>
        [.. run.Result.TrackedOutputSteps.Values.SelectMany(steps => steps)
            .SelectMany(s => s.Outputs)
            .Where(o => o.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .SelectMany(o => Files(o.Value))];

    private static IEnumerable<string> Files(object output) =>
        // The driver's output of one step is a tuple of (generated sources, diagnostics).
        ((IEnumerable)((System.Runtime.CompilerServices.ITuple)output)[0]!).Cast<object>()
            .Select(source => (string)source.GetType()
                .GetProperty("HintName", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(source)!);
}
