using System.Collections.Immutable;
using System.Text;
using CodeFirst.Generator.Checking;
using CodeFirst.Generator.Emitting;
using CodeFirst.Generator.Parsing;
using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Generator;

/// <summary>Wires the stages together: parsing makes the model, emitting makes source text from it.</summary>
/// <remarks>
/// Each parse feeds separate outputs: mistakes, which have places; serializers and contracts, which depend on the
/// model alone; and the schema, which also depends on doc comments. So an edit that only moves lines emits nothing again,
/// and an edit of a doc comment emits the schema alone.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps that tests of incrementality watch.</summary>
    internal const string MessageStep = "Message", SchemaStep = "Schema", MistakeStep = "Mistake";

    private static readonly string[] Trimming = ["PublishAot", "PublishTrimmed", "IsAotCompatible", "IsTrimmable"];

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<ParseResult<MessageModel>>> messageResults =
            All<MessageModel>(context, KnownNames.DataContract, KnownNames.ProtoContract, MessageParser.Parse);
        IncrementalValueProvider<ImmutableArray<ParseResult<ServiceModel>>> serviceResults =
            All<ServiceModel>(context, KnownNames.Service, KnownNames.Optional.ServiceContract, ServiceParser.Parse);
        IncrementalValueProvider<AssemblyContracts> contracts = messageResults.Combine(serviceResults)
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Parse(c)))
            .Select(static (all, _) =>
            {
                ((ImmutableArray<ParseResult<MessageModel>> messages, ImmutableArray<ParseResult<ServiceModel>> services), AssemblyModel assembly) = all;
                Soundness sound = Soundness.Of(messages, services);
                bool isComplete = messages.All(m => m.Model is not null) && services.All(s => s.Model is not null);
                return new AssemblyContracts(sound.Messages, sound.Services, assembly, sound.Left, isComplete);
            });
        IncrementalValuesProvider<MessageModel> messages = contracts.SelectMany(static (c, _) => c.Messages).WithTrackingName(MessageStep);
        IncrementalValueProvider<(NameTable Names, EquatableArray<DiagnosticInfo> Diagnostics)> resolved =
            contracts.Select(static (c, _) => NameResolver.Resolve(c));
        IncrementalValueProvider<NameTable> names = resolved.Select(static (r, _) => r.Names);
        IncrementalValueProvider<(AssemblyContracts Contracts, NameTable Names)> all = contracts.Combine(names);

        // An enum's mistakes are found by each message that uses it, and what is wrong with a whole assembly by none.
        IncrementalValueProvider<EquatableArray<DiagnosticInfo>> mistakes = messageResults.Combine(serviceResults)
            .Select(static (r, _) => Soundness.Mistakes(r.Left, r.Right))
            .Combine(contracts.Combine(resolved))
            .Select(static (m, _) => new EquatableArray<DiagnosticInfo>(
                m.Left.Concat(OfSchema(m.Right.Left, m.Right.Right.Names, m.Right.Right.Diagnostics)).Distinct()));
        IncrementalValueProvider<EquatableArray<Declared>> places = Each(static r => r.Places)
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Places(c)))
            .Select(static (p, _) => new EquatableArray<Declared>(p.Left.Concat(p.Right)));
        IncrementalValueProvider<bool> isStrict = context.AnalyzerConfigOptionsProvider.Select(static (o, _) => IsTrimmed(o.GlobalOptions));
        context.RegisterSourceOutput(mistakes.Combine(places).WithTrackingName(MistakeStep).Combine(isStrict), static (c, found) =>
        {
            foreach (DiagnosticInfo mistake in found.Left.Left)
            {
                c.ReportDiagnostic(mistake.Among(found.Left.Right).ToDiagnostic(found.Right));
            }
        });

        context.RegisterSourceOutput(messages.Combine(names), static (c, item) =>
        {
            if (item.Right.Names.FirstOrDefault(n => n.Type == item.Left.Type.FullName) is { } name)
            {
                bool sharesName = SharesName(name.Type, item.Right.Names.Select(n => n.Type));
                Add(c, item.Left.Type.Generated("Serializer"), new SerializerEmitter(item.Left, name.FullName).Emit(), sharesName);
            }
        });

        context.RegisterSourceOutput(all, static (c, item) =>
        {
            IReadOnlyList<SchemaFile> files = SchemaFile.All(item.Contracts, item.Names);
            foreach (ServiceModel service in item.Contracts.Services)
            {
                SchemaFile file = files.First(f => f.Services.Contains(service));
                bool sharesName = SharesName(service.Type.FullName, item.Contracts.Services.Select(s => s.Type.FullName));
                Add(c, service.Type.Generated("Contract"), new ServiceEmitter(service, file.FullClassName).Emit(), sharesName);
            }

            if (files.Count > 0)
            {
                Add(c, files[0].Namespace + ".ContractRegistration", RegistrationEmitter.Emit(item.Contracts, files, item.Names));
            }
        });

        context.RegisterSourceOutput(all.Combine(Each(static r => r.Comments)).WithTrackingName(SchemaStep), static (c, item) =>
        {
            foreach (SchemaFile file in SchemaFile.All(item.Left.Contracts, item.Left.Names))
            {
                Add(c, file.FullClassName, new SchemaEmitter(file, item.Left.Names, item.Right).Emit());
            }
        });

        IncrementalValueProvider<EquatableArray<T>> Each<T>(Func<ParseResult, IEnumerable<T>> part)
            where T : IEquatable<T> => messageResults.Combine(serviceResults)
                .Select((r, _) => new EquatableArray<T>(r.Left.Concat<ParseResult>(r.Right).SelectMany(part)));
    }

    private static IEnumerable<DiagnosticInfo> OfSchema(AssemblyContracts contracts, NameTable names, EquatableArray<DiagnosticInfo> own) =>
        (own.Count > 0 ? own : SchemaCheck.Of(contracts, names)).Concat(contracts.Left.Select(DiagnosticInfo.Of));

    /// <summary>The types that have one of two attributes, parsed.</summary>
    private static IncrementalValueProvider<ImmutableArray<ParseResult<T>>> All<T>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        string other,
        Func<INamedTypeSymbol, Compilation, CancellationToken, ParseResult<T>> parse)
        where T : class, IEquatable<T>
    {
        return Those(attribute, null).Combine(Those(other, attribute)).Select(static (found, _) => found.Left.AddRange(found.Right));

        IncrementalValueProvider<ImmutableArray<ParseResult<T>>> Those(string wanted, string? unwanted) => context.SyntaxProvider.ForAttributeWithMetadataName(
            wanted,
            static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax,
            (c, cancellation) => IsFirst(c, wanted) && (unwanted is null || c.TargetSymbol.Attribute(unwanted) is null)
                ? parse((INamedTypeSymbol)c.TargetSymbol, c.SemanticModel.Compilation, cancellation)
                : null!)
            .Where(static r => r is not null)
            .Collect();
    }

    /// <summary>Whether this is the first of the parts that repeat the attribute, and has a name; else the compiler reports it.</summary>
    private static bool IsFirst(GeneratorAttributeSyntaxContext context, string attribute)
    {
        SyntaxReference? first = context.TargetSymbol.Attribute(attribute)?.ApplicationSyntaxReference;
        return context.TargetSymbol.Name.Length > 0 && first?.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span);
    }

    /// <summary>Whether the program is to do without code that is made at run time, as protobuf-net makes it.</summary>
    private static bool IsTrimmed(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options) =>
        Trimming.Any(p => options.TryGetValue("build_property." + p, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));

    private static void Add(SourceProductionContext context, string fullName, string source, bool sharesName = false) =>
        context.AddSource(fullName.Replace("global::", "").Replace("@", "") + (sharesName ? "-" + CaseOf(fullName) : "") + ".g.cs", SourceText.From(source, Encoding.UTF8));

    /// <summary>The places of a name's capitals: the compiler takes names of sources that differ in case alone for one.</summary>
    private static string CaseOf(string name) => string.Join("-", Enumerable.Range(0, name.Length).Where(i => char.IsUpper(name[i])));

    private static bool SharesName(string type, IEnumerable<string> types) =>
        types.Any(t => t != type && string.Equals(t, type, StringComparison.OrdinalIgnoreCase));
}
