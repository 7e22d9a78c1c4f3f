namespace CodeFirst.Generator.Model;

/// <summary>A diagnostic as values that compare equal and keep no syntax tree alive.</summary>
/// <param name="Id">The descriptor's id.</param>
/// <param name="Place">Null when only <paramref name="Key"/> is known.</param>
/// <param name="Key">The key of a <see cref="DeclaredPlace"/>.</param>
internal sealed record DiagnosticInfo(string Id, Place? Place, string? Key, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo About(string key, DiagnosticDescriptor descriptor, params string[] arguments) =>
        new(descriptor.Id, null, key, new(arguments));

    public static DiagnosticInfo Of(FallbackModel fallback) =>
        new(fallback.Id, null, fallback.Key, new([fallback.Readable, fallback.Reason]));

    /// <summary>The same diagnostic with its place looked up by key.</summary>
    public DiagnosticInfo Among(IEnumerable<DeclaredPlace> places) =>
        this with { Place = Place ?? places.FirstOrDefault(p => p.Key == Key)?.Place };

    /// <param name="isStrict">Whether fallbacks are warnings: protobuf-net makes code at run time, which trimmed programs lack.</param>
    /// <param name="help">The file that explains diagnostics, where it is known.</param>
    public Diagnostic ToDiagnostic(bool isStrict, string? help)
    {
        DiagnosticDescriptor descriptor = Diagnostics.Descriptors.Find(Id, help);
        bool isFallback = Id.StartsWith("CFG3", StringComparison.Ordinal);
        DiagnosticSeverity severity = isFallback && isStrict && descriptor.DefaultSeverity == DiagnosticSeverity.Info
            ? DiagnosticSeverity.Warning
            : descriptor.DefaultSeverity;
        return Diagnostic.Create(descriptor, Place?.ToLocation() ?? Location.None, severity, null, null, [.. Arguments]);
    }
}
