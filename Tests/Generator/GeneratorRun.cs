using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using CodeFirst.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tests.Generator;

/// <summary>The generator run over contracts given as source text.</summary>
internal sealed class GeneratorRun
{
    private static readonly string[] Wanted = ["System.", "CodeFirst.", "protobuf-net", "Grpc.", "Google.Protobuf"];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name
                && (Wanted.Any(w => name.StartsWith(w, StringComparison.Ordinal)) || name is "netstandard.dll" or "mscorlib.dll"))
            .Where(p => Path.GetFileName(p) != "CodeFirst.Generator.dll")
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Runtime.Serialization;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using CodeFirst.Grpc;
        global using ProtoBuf;
        global using ProtoBuf.Grpc;
        global using ProtoBuf.Grpc.Configuration;

        [module: CompatibilityLevel(CompatibilityLevel.Level300)]
        """;

    private GeneratorDriver _driver;

    private GeneratorRun(CSharpCompilation compilation, AnalyzerConfigOptionsProvider? options = null)
    {
        _driver = CSharpGeneratorDriver.Create(
            [new ContractGenerator().AsSourceGenerator()],
            optionsProvider: options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Update(compilation);
    }

    public CSharpCompilation Input { get; private set; } = null!;

    /// <summary>The input with what was generated.</summary>
    public Compilation Output { get; private set; } = null!;

    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>The ids of what the generator reported.</summary>
    public IEnumerable<string> Reported => Result.Diagnostics.Select(d => d.Id);

    public static GeneratorRun Of(string source, params MetadataReference[] more) => new(Compile("Contracts", source, more));

    /// <summary>The run in a project that sets a property.</summary>
    public static GeneratorRun With(string property, string value, string source) =>
        new(Compile("Contracts", source), new Options(property, value));

    /// <summary>The run over an assembly of that name.</summary>
    public static GeneratorRun Named(string assembly, string source) => new(Compile(assembly, source));

    public static CSharpCompilation Compile(string assembly, string source, params MetadataReference[] more) => CSharpCompilation.Create(
        assembly,
        [Parse(Usings, "Usings.cs"), Parse(source, "Contracts.cs")],
        [.. References, .. more],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error));

    /// <summary>Runs again over an edited source.</summary>
    public void Edit(string from, string to)
    {
        SyntaxTree tree = Input.SyntaxTrees.Single(t => t.FilePath == "Contracts.cs");
        string text = tree.ToString();
        Assert.Contains(from, text, "the edit's text is not in the source");
        Update(Input.ReplaceSyntaxTree(tree, Parse(text.Replace(from, to, StringComparison.Ordinal), tree.FilePath)));
    }

    /// <summary>Asserts that input and generated code compile without an error or a warning.</summary>
    public void AssertCompiles()
    {
        List<Diagnostic> found = [.. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];
        Assert.IsEmpty(found, string.Join("\n", found));
    }

    /// <summary>The output as an assembly that runs.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        Assert.IsTrue(Output.Emit(image).Success);
        image.Position = 0;
        return new AssemblyLoadContext(null).LoadFromStream(image);
    }

    /// <summary>The folder of the test project's sources.</summary>
    public static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None), path);

    private void Update(CSharpCompilation compilation)
    {
        Input = compilation;
        _driver = _driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Output = output;
    }

    private sealed class Options(string property, string value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new One(property, value);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class One(string property, string value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? found)
        {
            found = key == "build_property." + property ? value : null;
            return found is not null;
        }
    }
}
