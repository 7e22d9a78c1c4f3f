using System.Collections.Immutable;
using CodeFirst.Generator.Parsing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Generator;

/// <summary>
/// Suppresses PBN2008 of protobuf-net's analyzer, which knows only [ProtoContract] classes, for [DataContract] classes: the generator
/// has compiled them, or reports itself what is wrong.
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
            SyntaxNode? node = diagnostic.Location.SourceTree?.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (node?.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } declaration
                && context.GetSemanticModel(node.SyntaxTree).GetDeclaredSymbol(declaration, context.CancellationToken) is { } method
                && method.Types().SelectMany(t => t.Mentioned()).All(IsChecked))
            {
                context.ReportSuppression(Suppression.Create(Known, diagnostic));
            }
        }
    }

    /// <summary>Whether a part of a signature is a message, or a type that protobuf-net.Grpc gives a meaning of its own.</summary>
    private static bool IsChecked(ITypeSymbol type) =>
        type.OriginalDefinition.IsMessage()
        || type.SpecialType == SpecialType.System_Void
        || type.Is(KnownNames.CallContext)
        || type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks"
        || type.Is("System.Collections.Generic.IAsyncEnumerable")
        || type.Is("System.IO.Stream");
}
