namespace CodeFirst.Generator.Parsing;

/// <summary>
/// What is found while a message or a service is parsed: doc comments, places, mistakes, and what protobuf-net can do and the generator
/// cannot.
/// </summary>
internal sealed class Findings(CancellationToken cancellation)
{
    private readonly List<Comment> _comments = [];
    private readonly List<Declared> _places = [];
    private readonly List<DiagnosticInfo> _mistakes = [];
    private readonly List<FallbackModel> _fallbacks = [];

    public bool HaveNoMistake => _mistakes.Count == 0;

    public bool HaveNoFallback => _fallbacks.Count == 0;

    /// <summary>Notes where something stands.</summary>
    public void At(string key, ISymbol symbol)
    {
        if (Place.Of(symbol) is { } place)
        {
            _places.Add(new(key, place));
        }
    }

    /// <summary>Notes the doc comment of something, if it has one.</summary>
    public void Comment(string key, ISymbol symbol)
    {
        if (DocComments.Read(symbol, cancellation) is { Length: > 0 } text)
        {
            _comments.Add(new(key, text));
        }
    }

    /// <summary>Notes a mistake of a symbol, which the message names first.</summary>
    public void Mistake(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments) =>
        MistakeAt(symbol, descriptor, [symbol.Readable(), .. arguments]);

    public void MistakeAt(ISymbol place, DiagnosticDescriptor descriptor, params string[] arguments) =>
        _mistakes.Add(new(descriptor.Id, Place.Of(place), null, new(arguments)));

    public void Fallback(DiagnosticDescriptor descriptor, string key, string readable, string reason)
    {
        // One reason is enough; the next shows when it is gone.
        if (_fallbacks.All(f => f.Key != key))
        {
            _fallbacks.Add(new(descriptor.Id, key, readable, reason));
        }
    }

    public ParseResult<T> Result<T>(T? model, INamedTypeSymbol type)
        where T : class, IEquatable<T> => new(model, new(_comments), new(_places), new(_mistakes), new(_fallbacks), type.FullName());
}
