namespace CodeFirst.Generator.Model;

/// <summary>What parsing one declaration gave.</summary>
/// <param name="Comments">Its doc comments.</param>
/// <param name="Places">Where it stands, and the enums that it uses.</param>
/// <param name="Diagnostics">Its mistakes.</param>
/// <param name="Fallbacks">What of it is left to protobuf-net.</param>
/// <param name="Type">Its full name.</param>
/// <param name="IsNumbered">Whether it looks like a message of protobuf: [DataContract] is also other serializers', which need no numbers.</param>
internal abstract record ParseResult(
    EquatableArray<Comment> Comments,
    EquatableArray<Declared> Places,
    EquatableArray<DiagnosticInfo> Diagnostics,
    EquatableArray<FallbackModel> Fallbacks,
    string Type,
    bool IsNumbered);

/// <param name="Model">The declaration; null when a mistake leaves nothing to emit.</param>
internal sealed record ParseResult<T>(
    T? Model,
    EquatableArray<Comment> Comments,
    EquatableArray<Declared> Places,
    EquatableArray<DiagnosticInfo> Diagnostics,
    EquatableArray<FallbackModel> Fallbacks,
    string Type,
    bool IsNumbered = true) : ParseResult(Comments, Places, Diagnostics, Fallbacks, Type, IsNumbered)
    where T : class, IEquatable<T>;
