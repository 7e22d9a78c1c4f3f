using System.Collections.Immutable;
using System.Text;
using CodeFirst.Generator.Checking;
using CodeFirst.Generator.Emitting;
using CodeFirst.Generator.Model;
using CodeFirst.Generator.Parsing;
using Microsoft.CodeAnalysis;
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
    internal const string MessageStep = "Message", ServiceStep = "Service", SchemaStep = "Schema", MistakeStep = "Mistake";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParseResult<MessageModel>> messageResults = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.DataContract,
            static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax,
            static (c, cancellation) => Once(c, KnownNames.DataContract, (type, compilation) => MessageParser.Parse(type, compilation, cancellation)))
            .Where(static r => r is not null);
        IncrementalValuesProvider<ParseResult<ServiceModel>> serviceResults = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.Service,
            static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax,
            static (c, cancellation) => Once(c, KnownNames.Service, (type, compilation) => ServiceParser.Parse(type, compilation, cancellation)))
            .Where(static r => r is not null);

        IncrementalValuesProvider<MessageModel> messages = messageResults.Select(static (r, _) => r.Model!).Where(static m => m is not null).WithTrackingName(MessageStep);
        IncrementalValuesProvider<ServiceModel> services = serviceResults.Select(static (r, _) => r.Model!).Where(static s => s is not null).WithTrackingName(ServiceStep);

        IncrementalValueProvider<bool> isComplete = messageResults.Select(static (r, _) => r.Model is not null).Collect()
            .Combine(serviceResults.Select(static (r, _) => r.Model is not null).Collect())
            .Select(static (sound, _) => sound.Left.All(s => s) && sound.Right.All(s => s));
        IncrementalValueProvider<AssemblyContracts> contracts = messages.Collect()
            .Combine(services.Collect())
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Parse(c)))
            .Combine(isComplete)
            .Select(static (all, _) =>
            {
                (((ImmutableArray<MessageModel> Messages, ImmutableArray<ServiceModel> Services) declared, AssemblyModel assembly), bool complete) = all;
                (EquatableArray<MessageModel> sound, EquatableArray<ServiceModel> callable) = Soundness.Of(declared.Messages, declared.Services);
                return new AssemblyContracts(sound, callable, assembly, complete);
            });
        IncrementalValueProvider<(NameTable Names, EquatableArray<DiagnosticInfo> Diagnostics)> resolved =
            contracts.Select(static (c, _) => NameResolver.Resolve(c));
        IncrementalValueProvider<NameTable> names = resolved.Select(static (r, _) => r.Names);
        IncrementalValueProvider<(AssemblyContracts Contracts, NameTable Names)> all = contracts.Combine(names);

        // An enum's mistakes are found by each message that uses it, and what is wrong with a whole assembly by none.
        IncrementalValueProvider<ImmutableArray<DiagnosticInfo>> mistakes = messageResults.SelectMany(static (r, _) => r.Diagnostics).Collect()
            .Combine(serviceResults.SelectMany(static (r, _) => r.Diagnostics).Collect())
            .Combine(contracts.Combine(resolved).Select(static (c, _) => c.Right.Diagnostics.Count > 0 ? c.Right.Diagnostics : SchemaCheck.Of(c.Left, c.Right.Names)))
            .Select(static (m, _) => m.Left.Left.Concat(m.Left.Right).Concat(m.Right).Distinct().ToImmutableArray());
        IncrementalValueProvider<ImmutableArray<Declared>> places = messageResults.SelectMany(static (r, _) => r.Places).Collect()
            .Combine(serviceResults.SelectMany(static (r, _) => r.Places).Collect())
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Places(c)))
            .Select(static (p, _) => p.Left.Left.Concat(p.Left.Right).Concat(p.Right).ToImmutableArray());
        context.RegisterSourceOutput(mistakes.Combine(places).WithTrackingName(MistakeStep), static (c, found) =>
        {
            foreach (DiagnosticInfo mistake in found.Left)
            {
                c.ReportDiagnostic(mistake.Among(found.Right).ToDiagnostic());
            }
        });

        context.RegisterSourceOutput(messages.Combine(names), static (c, item) =>
        {
            if (item.Right.Names.FirstOrDefault(n => n.Type == item.Left.Type.FullName) is { } name)
            {
                Add(c, item.Left.Type.Generated("Serializer"), SerializerEmitter.Emit(item.Left, name.FullName), SharesName(name.Type, item.Right.Names.Select(n => n.Type)));
            }
        });

        context.RegisterSourceOutput(all, static (c, item) =>
        {
            IReadOnlyList<SchemaFile> files = SchemaFile.All(item.Contracts, item.Names);
            foreach (ServiceModel service in item.Contracts.Services)
            {
                SchemaFile file = files.First(f => f.Services.Contains(service));
                Add(c, service.Type.Generated("Contract"), ServiceEmitter.Emit(service, file.FullClassName), SharesName(service.Type.FullName, item.Contracts.Services.Select(s => s.Type.FullName)));
            }

            if (files.Count > 0)
            {
                Add(c, files[0].Namespace + ".ContractRegistration", RegistrationEmitter.Emit(item.Contracts, files, item.Names));
            }
        });

        IncrementalValueProvider<EquatableArray<Comment>> comments = messageResults.SelectMany(static (r, _) => r.Comments).Collect()
            .Combine(serviceResults.SelectMany(static (r, _) => r.Comments).Collect())
            .Select(static (c, _) => new EquatableArray<Comment>(c.Left.Concat(c.Right)));
        context.RegisterSourceOutput(all.Combine(comments).WithTrackingName(SchemaStep), static (c, item) =>
        {
            foreach (SchemaFile file in SchemaFile.All(item.Left.Contracts, item.Left.Names))
            {
                Add(c, file.FullClassName, SchemaEmitter.Emit(file, item.Left.Names, item.Right));
            }
        });
    }

    /// <summary>Parses a type once, however many of its parts repeat the attribute, and none without a name; the compiler reports both.</summary>
    private static ParseResult<T> Once<T>(GeneratorAttributeSyntaxContext context, string attribute, Func<INamedTypeSymbol, Compilation, ParseResult<T>> parse)
        where T : class, IEquatable<T>
    {
        SyntaxReference? first = context.TargetSymbol.Attribute(attribute)?.ApplicationSyntaxReference;
        return context.TargetSymbol.Name.Length > 0 && first?.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span)
            ? parse((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation)
            : null!;
    }

    private static void Add(SourceProductionContext context, string fullName, string source, bool sharesName = false) =>
        context.AddSource(fullName.Replace("global::", "").Replace("@", "") + (sharesName ? "-" + CaseOf(fullName) : "") + ".g.cs", SourceText.From(source, Encoding.UTF8));

    /// <summary>The places of a name's capitals: the compiler takes names of sources that differ in case alone for one.</summary>
    private static string CaseOf(string name) => string.Join("-", Enumerable.Range(0, name.Length).Where(i => char.IsUpper(name[i])));

    private static bool SharesName(string type, IEnumerable<string> types) =>
        types.Any(t => t != type && string.Equals(t, type, StringComparison.OrdinalIgnoreCase));
}
