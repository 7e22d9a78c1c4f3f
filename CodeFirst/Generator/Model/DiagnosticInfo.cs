using Microsoft.CodeAnalysis;

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
