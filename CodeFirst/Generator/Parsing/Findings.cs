namespace CodeFirst.Generator.Parsing;

/// <summary>Collects what parsing a message or service finds: doc comments, places, mistakes and fallbacks.</summary>
internal sealed class Findings(CancellationToken cancellation)
{
    private readonly List<Comment> _comments = [];
    private readonly List<DeclaredPlace> _places = [];
    private readonly List<DiagnosticInfo> _mistakes = [];
    private readonly List<FallbackModel> _fallbacks = [];

    public bool HaveNoMistake => _mistakes.Count == 0;

    public bool HaveNoFallback => _fallbacks.Count == 0;

    public void At(string key, ISymbol symbol)
    {
        if (Place.Of(symbol) is { } place)
        {
            _places.Add(new(key, place));
        }
    }

    public void Comment(string key, ISymbol symbol)
    {
        if (DocComments.Read(symbol, cancellation) is { Length: > 0 } text)
        {
            _comments.Add(new(key, text));
        }
    }

    /// <summary>Adds a mistake whose message names <paramref name="symbol"/> first.</summary>
    public void Mistake(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments) =>
        MistakeAt(symbol, descriptor, [symbol.Readable(), .. arguments]);

    public void MistakeAt(ISymbol place, DiagnosticDescriptor descriptor, params string[] arguments) =>
        _mistakes.Add(new(descriptor.Id, Place.Of(place), null, new(arguments)));

    /// <summary>Adds a mistake if protobuf does not take a name; <paramref name="fix"/> is the attribute that gives another.</summary>
    public void CheckName(string name, ISymbol place, string fix, bool isEnumValue = false)
    {
        // These two begin a statement where an enum value may stand.
        if (!ProtoNames.IsIdentifier(name) || (isEnumValue && name is "option" or "reserved"))
        {
            Mistake(Descriptors.NotAProtoName, place, name, fix);
        }
    }

    /// <summary>Adds a fallback; only the first reason for a declaration is reported.</summary>
    public void Fallback(DiagnosticDescriptor descriptor, string key, string readable, string reason)
    {
        if (_fallbacks.TrueForAll(f => f.Key != key))
        {
            _fallbacks.Add(new(descriptor.Id, key, readable, reason));
        }
    }

    public ParseResult<T> Result<T>(T? model, INamedTypeSymbol type, bool isNumbered = true)
        where T : class, IEquatable<T> =>
        new(model, new(type.FullName(), isNumbered, new(_comments), new(_places), new(_mistakes), new(_fallbacks)));
}
