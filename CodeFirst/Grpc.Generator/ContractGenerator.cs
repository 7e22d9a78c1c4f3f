using System.Text;
using CodeFirst.Grpc.Generator.Emitting;
using CodeFirst.Grpc.Generator.Model;
using CodeFirst.Grpc.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Grpc.Generator;

/// <summary>Wires the stages together: parsing makes the model, emitting makes source text from it.</summary>
/// <remarks>
/// Each parse feeds separate outputs: diagnostics, which carry positions; serializers and contracts, which depend on the
/// model alone; and the schema, which also depends on doc comments. So an edit that only moves lines emits nothing again,
/// and an edit of a doc comment emits the schema alone.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps that tests of incrementality watch.</summary>
    internal const string MessageStep = "Message", ServiceStep = "Service", SchemaStep = "Schema";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParseResult<MessageModel>> messageResults = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.DataContract,
            static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax,
            static (c, cancellation) => MessageParser.Parse((INamedTypeSymbol)c.TargetSymbol, c.SemanticModel.Compilation, cancellation));
        IncrementalValuesProvider<ParseResult<ServiceModel>> serviceResults = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.Service,
            static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax,
            static (c, cancellation) => ServiceParser.Parse((INamedTypeSymbol)c.TargetSymbol, c.SemanticModel.Compilation, cancellation));

        context.RegisterSourceOutput(messageResults.SelectMany(static (r, _) => r.Diagnostics), static (c, d) => c.ReportDiagnostic(d.ToDiagnostic()));
        context.RegisterSourceOutput(serviceResults.SelectMany(static (r, _) => r.Diagnostics), static (c, d) => c.ReportDiagnostic(d.ToDiagnostic()));

        IncrementalValuesProvider<MessageModel> messages = messageResults.Select(static (r, _) => r.Model!).Where(static m => m is not null).WithTrackingName(MessageStep);
        IncrementalValuesProvider<ServiceModel> services = serviceResults.Select(static (r, _) => r.Model!).Where(static s => s is not null).WithTrackingName(ServiceStep);

        IncrementalValueProvider<AssemblyContracts> contracts = messages.Collect()
            .Combine(services.Collect())
            .Combine(context.CompilationProvider.Select(static (c, _) => AssemblyParser.Parse(c)))
            .Select(static (all, _) =>
            {
                (EquatableArray<MessageModel> sound, EquatableArray<ServiceModel> callable) = Soundness.Of(all.Left.Left, all.Left.Right);
                return new AssemblyContracts(sound, callable, all.Right);
            });
        IncrementalValueProvider<(NameTable Names, EquatableArray<DiagnosticInfo> Diagnostics)> resolved =
            contracts.Select(static (c, _) => NameResolver.Resolve(c.Messages, c.Services, c.Assembly));
        IncrementalValueProvider<NameTable> names = resolved.Select(static (r, _) => r.Names);
        context.RegisterSourceOutput(resolved.SelectMany(static (r, _) => r.Diagnostics), static (c, d) => c.ReportDiagnostic(d.ToDiagnostic()));

        context.RegisterSourceOutput(messages.Combine(names), static (c, item) =>
        {
            if (item.Right.Names.FirstOrDefault(n => n.Type == item.Left.Type.FullName) is { } name)
            {
                Add(c, item.Left.Type.Generated("Serializer"), SerializerEmitter.Emit(item.Left, name.FullName), SharesName(name.Type, item.Right.Names.Select(n => n.Type)));
            }
        });

        IncrementalValueProvider<(AssemblyContracts Contracts, NameTable Names)> all = contracts.Combine(names);
        context.RegisterSourceOutput(all, static (c, item) =>
        {
            IReadOnlyList<SchemaFile> files = item.Contracts.Files(item.Names);
            foreach (ServiceModel service in item.Contracts.Services)
            {
                SchemaFile file = files.First(f => f.Services.Contains(service));
                Add(c, service.Type.Generated("Contract"), ServiceEmitter.Emit(service, file.FullClassName), SharesName(service.Type.FullName, item.Contracts.Services.Select(s => s.Type.FullName)));
            }

            if (files.Count > 0)
            {
                Add(c, files[0].Namespace + ".ContractRegistration", RegistrationEmitter.Emit(item.Contracts.Messages, item.Contracts.Services, files, item.Names));
            }
        });

        IncrementalValueProvider<EquatableArray<Comment>> comments = messageResults.SelectMany(static (r, _) => r.Comments).Collect()
            .Combine(serviceResults.SelectMany(static (r, _) => r.Comments).Collect())
            .Select(static (c, _) => new EquatableArray<Comment>(c.Left.Concat(c.Right)));
        context.RegisterSourceOutput(all.Combine(comments).WithTrackingName(SchemaStep), static (c, item) =>
        {
            foreach (SchemaFile file in item.Left.Contracts.Files(item.Left.Names))
            {
                Add(c, file.FullClassName, SchemaEmitter.Emit(file, item.Left.Names, item.Right));
            }
        });
    }

    private static void Add(SourceProductionContext context, string fullName, string source, bool sharesName = false) =>
        context.AddSource(fullName.Replace("global::", "") + (sharesName ? "-" + CaseOf(fullName) : "") + ".g.cs", SourceText.From(source, Encoding.UTF8));

    /// <summary>The places of a name's capitals: the compiler takes names of sources that differ in case alone for one.</summary>
    private static string CaseOf(string name) => string.Join("-", Enumerable.Range(0, name.Length).Where(i => char.IsUpper(name[i])));

    private static bool SharesName(string type, IEnumerable<string> types) =>
        types.Any(t => t != type && string.Equals(t, type, StringComparison.OrdinalIgnoreCase));

    private sealed record AssemblyContracts(EquatableArray<MessageModel> Messages, EquatableArray<ServiceModel> Services, AssemblyModel Assembly)
    {
        public IReadOnlyList<SchemaFile> Files(NameTable names) => SchemaFile.All(Messages, Services, Assembly, names);
    }
}
