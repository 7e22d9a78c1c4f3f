using Microsoft.CodeAnalysis.Text;

namespace CodeFirst.Generator.Model;

/// <summary>A mistake, by its descriptor's id and position rather than by objects that would keep a syntax tree alive.</summary>
/// <param name="Id">The descriptor's id.</param>
/// <param name="Place">Where it was made, if that is known.</param>
/// <param name="Key">Else the declaration that it is about (see <see cref="Declared"/>).</param>
/// <param name="Arguments">What the message says.</param>
internal sealed record DiagnosticInfo(string Id, Place? Place, string? Key, EquatableArray<string> Arguments)
{
    /// <summary>One of a declaration whose place the model does not know.</summary>
    public static DiagnosticInfo About(string key, DiagnosticDescriptor descriptor, params string[] arguments) =>
        new(descriptor.Id, null, key, new(arguments));

    public static DiagnosticInfo Of(FallbackModel left) => new(left.Id, null, left.Key, new([left.Readable, left.Reason]));

    /// <summary>With its place looked up.</summary>
    public DiagnosticInfo Among(IEnumerable<Declared> places) => this with { Place = Place ?? places.FirstOrDefault(p => p.Key == Key)?.Place };

    /// <param name="isStrict">Whether what is left to protobuf-net is worth a warning: it makes code at run time.</param>
    public Diagnostic ToDiagnostic(bool isStrict)
    {
        DiagnosticDescriptor descriptor = Diagnostics.Descriptors.ById[Id];
        DiagnosticSeverity severity = isStrict && descriptor.DefaultSeverity == DiagnosticSeverity.Info ? DiagnosticSeverity.Warning : descriptor.DefaultSeverity;
        return Diagnostic.Create(descriptor, Place?.ToLocation() ?? Location.None, severity, null, null, [.. Arguments]);
    }
}

/// <summary>Where something stands, without the objects that would keep a syntax tree alive.</summary>
internal sealed record Place(string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static Place? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault());

    public static Place? Of(Location? location)
    {
        if (location is not { IsInSource: true })
        {
            return null;
        }

        FileLinePositionSpan lines = location.GetLineSpan();
        return new(lines.Path, location.SourceSpan, lines.Span);
    }

    public Location ToLocation() => Location.Create(FilePath, Span, Lines);
}

/// <summary>The place of a declaration, for mistakes that show only when all declarations are known.</summary>
/// <param name="Key">The type's full name, followed by <c>/value</c> for a value of an enum.</param>
/// <param name="Place">Its name in the source.</param>
internal sealed record Declared(string Key, Place Place);
