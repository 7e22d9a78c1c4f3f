using System.Collections.Immutable;
using System.Text;
using CodeFirst.Generator.Checking;
using CodeFirst.Generator.Emitting;
using CodeFirst.Generator.Parsing;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Generator;

/// <summary>Wires the stages: parsing makes the model, checking finds its mistakes, emitting makes source text from it.</summary>
/// <remarks>
/// Each parse feeds separate outputs: mistakes, which have places; serializers and contracts, which depend on the model alone; and the
/// schema, which also has doc comments. An edit that only moves lines emits nothing again; an edited doc comment, only the schema.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps that tests of incrementality watch.</summary>
    internal const string MessageStep = "Message", SchemaStep = "Schema", MistakeStep = "Mistake";

    private const string HelpProperty = "build_property.CodeFirstDiagnostics";
    private static readonly string[] Trimming = ["PublishAot", "PublishTrimmed", "IsAotCompatible", "IsTrimmable"];

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<ParseResult<MessageModel>>> parsedMessages =
            Parsed<MessageModel>(context, KnownNames.DataContract, KnownNames.ProtoContract, MessageParser.Parse);
        IncrementalValueProvider<ImmutableArray<ParseResult<ServiceModel>>> parsedServices =
            Parsed<ServiceModel>(context, KnownNames.Service, KnownNames.Optional.ServiceContract, ServiceParser.Parse);
        IncrementalValueProvider<AssemblyContracts> contracts = parsedMessages.Combine(parsedServices)
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Parse(c)))
            .Select(static (all, _) => ContractSelection.Select(all.Left.Left, all.Left.Right, all.Right));
        IncrementalValueProvider<(NameTable Names, EquatableArray<DiagnosticInfo> Mistakes)> resolved =
            contracts.Select(static (c, _) => NameResolver.Resolve(c));
        IncrementalValueProvider<NameTable> names = resolved.Select(static (r, _) => r.Names);
        IncrementalValueProvider<(AssemblyContracts Contracts, NameTable Names)> all = contracts.Combine(names);

        // Every message that uses an enum finds the enum's mistakes; they are reported once.
        IncrementalValueProvider<EquatableArray<DiagnosticInfo>> mistakes = parsedMessages.Combine(parsedServices)
            .Select(static (r, _) => ContractSelection.Mistakes(r.Left, r.Right))
            .Combine(contracts.Combine(resolved).Select(static (r, _) => OfAssembly(r.Left, r.Right.Names, r.Right.Mistakes)))
            .Select(static (m, _) => new EquatableArray<DiagnosticInfo>(m.Left.Concat(m.Right).Distinct()));
        IncrementalValueProvider<EquatableArray<DeclaredPlace>> places = Each(static f => f.Places)
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Places(c)))
            .Select(static (p, _) => new EquatableArray<DeclaredPlace>(p.Left.Concat(p.Right)));
        IncrementalValueProvider<(bool IsTrimmed, string? Help)> project = context.AnalyzerConfigOptionsProvider.Select(static (o, _) =>
            (IsTrimmed(o.GlobalOptions), o.GlobalOptions.TryGetValue(HelpProperty, out string? help) ? help : null));
        context.RegisterSourceOutput(mistakes.Combine(places).WithTrackingName(MistakeStep).Combine(project), static (c, found) =>
        {
            foreach (DiagnosticInfo mistake in found.Left.Left)
            {
                c.ReportDiagnostic(mistake.Among(found.Left.Right).ToDiagnostic(found.Right.IsTrimmed, found.Right.Help));
            }
        });

        IncrementalValuesProvider<MessageModel> messages = contracts.SelectMany(static (c, _) => c.Messages).WithTrackingName(MessageStep);
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

        context.RegisterSourceOutput(all.Combine(Each(static f => f.Comments)).WithTrackingName(SchemaStep), static (c, item) =>
        {
            foreach (SchemaFile file in SchemaFile.All(item.Left.Contracts, item.Left.Names))
            {
                Add(c, file.FullClassName, new SchemaEmitter(file, item.Left.Names, item.Right).Emit());
            }
        });

        IncrementalValueProvider<EquatableArray<T>> Each<T>(Func<ParseFindings, IEnumerable<T>> part)
            where T : IEquatable<T> => parsedMessages.Combine(parsedServices).Select((r, _) =>
                new EquatableArray<T>(r.Left.Select(m => m.Found).Concat(r.Right.Select(s => s.Found)).SelectMany(part)));
    }

    private static EquatableArray<DiagnosticInfo> OfAssembly(
        AssemblyContracts contracts, NameTable names, EquatableArray<DiagnosticInfo> nameMistakes) =>
        new(nameMistakes.Concat(nameMistakes.Any(m => m.Id == Descriptors.NotAProtoName.Id) ? [] : SchemaCheck.Of(contracts, names))
            .Concat(contracts.Fallbacks.Select(DiagnosticInfo.Of)));

    /// <summary>Parses the types that have one attribute or another.</summary>
    private static IncrementalValueProvider<ImmutableArray<ParseResult<T>>> Parsed<T>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        string other,
        Func<INamedTypeSymbol, Compilation, CancellationToken, ParseResult<T>> parse)
        where T : class, IEquatable<T>
    {
        return With(attribute, null).Combine(With(other, attribute)).Select(static (found, _) => found.Left.AddRange(found.Right));

        IncrementalValueProvider<ImmutableArray<ParseResult<T>>> With(string wanted, string? unwanted) =>
            context.SyntaxProvider.ForAttributeWithMetadataName(
                wanted,
                static (node, _) => node is TypeDeclarationSyntax,
                (c, cancellation) => IsFirst(c, wanted) && (unwanted is null || c.TargetSymbol.Attribute(unwanted) is null)
                    ? parse((INamedTypeSymbol)c.TargetSymbol, c.SemanticModel.Compilation, cancellation)
                    : null!)
            .Where(static r => r is not null)
            .Collect();
    }

    /// <summary>Whether the type has a name and this is the first part with the attribute; the compiler reports other parts.</summary>
    private static bool IsFirst(GeneratorAttributeSyntaxContext context, string attribute)
    {
        SyntaxReference? first = context.TargetSymbol.Attribute(attribute)?.ApplicationSyntaxReference;
        return context.TargetSymbol.Name.Length > 0
            && first?.SyntaxTree == context.TargetNode.SyntaxTree
            && context.TargetNode.Span.Contains(first.Span);
    }

    /// <summary>Whether the program lacks code made at run time, which protobuf-net relies on.</summary>
    private static bool IsTrimmed(AnalyzerConfigOptions options) => Trimming.Any(p =>
        options.TryGetValue("build_property." + p, out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));

    private static void Add(SourceProductionContext context, string fullName, string source, bool sharesName = false)
    {
        string name = InSource.Readable(fullName).Replace("@", "") + (sharesName ? "-" + CaseOf(fullName) : "");
        context.AddSource(name + ".g.cs", SourceText.From(source, Encoding.UTF8));
    }

    /// <summary>The positions of a name's capitals, since the compiler ignores case in the names of generated sources.</summary>
    private static string CaseOf(string name) => string.Join("-", Enumerable.Range(0, name.Length).Where(i => char.IsUpper(name[i])));

    private static bool SharesName(string type, IEnumerable<string> types) =>
        types.Any(t => t != type && string.Equals(t, type, StringComparison.OrdinalIgnoreCase));
}
