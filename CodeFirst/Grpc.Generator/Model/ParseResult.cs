using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Grpc.Generator.Model;

/// <summary>What parsing one declaration gave.</summary>
/// <param name="Model">The declaration; null when a mistake leaves nothing to emit.</param>
/// <param name="Comments">Its doc comments.</param>
/// <param name="Diagnostics">Its mistakes.</param>
internal sealed record ParseResult<T>(T? Model, EquatableArray<Comment> Comments, EquatableArray<DiagnosticInfo> Diagnostics)
    where T : class, IEquatable<T>;

/// <summary>A mistake, by its descriptor's id and position rather than by objects that would keep a syntax tree alive.</summary>
internal sealed record DiagnosticInfo(string Id, string FilePath, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Location? location, params string[] arguments)
    {
        FileLinePositionSpan lines = location?.GetLineSpan() ?? default;
        return new(descriptor.Id, lines.Path ?? "", location?.SourceSpan ?? default, lines.Span, new(arguments));
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Diagnostics.Descriptors.ById[Id],
        FilePath.Length == 0 ? Location.None : Location.Create(FilePath, Span, Lines),
        [.. Arguments]);
}
