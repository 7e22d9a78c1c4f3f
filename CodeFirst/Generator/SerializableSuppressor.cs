using System.Collections.Immutable;
using CodeFirst.Generator.Parsing;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Generator;

/// <summary>
/// protobuf-net's analyzer knows [ProtoContract] classes alone and says of [DataContract] ones that it cannot tell whether they can be sent.
/// The generator can: it has compiled them, or says itself what is wrong.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SerializableSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Known = new("CFGS01", "PBN2008", "the contract generator has checked the message");

    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Known];

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } declaration
                && context.GetSemanticModel(tree).GetDeclaredSymbol(declaration, context.CancellationToken) is IMethodSymbol method
                && method.Parameters.Select(p => p.Type).Append(method.ReturnType).SelectMany(t => t.Mentioned()).All(IsChecked))
            {
                context.ReportSuppression(Suppression.Create(Known, diagnostic));
            }
        }
    }

    /// <summary>Whether a part of a signature is a message, or no message that anybody would ask about.</summary>
    private static bool IsChecked(ITypeSymbol type) =>
        type.OriginalDefinition.IsMessage()
        || type.SpecialType == SpecialType.System_Void
        || type.Is(KnownNames.CallContext)
        || type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks"
        || type.Is("System.Collections.Generic.IAsyncEnumerable")
        || type.Is("System.IO.Stream");
}
