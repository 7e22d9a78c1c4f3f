namespace CodeFirst.Generator.Model;

/// <summary>What parsing one declaration gave.</summary>
/// <param name="Model">The declaration; null when a mistake leaves nothing to emit.</param>
/// <param name="Comments">Its doc comments.</param>
/// <param name="Places">Where it stands, and the enums that it uses.</param>
/// <param name="Diagnostics">Its mistakes.</param>
internal sealed record ParseResult<T>(T? Model, EquatableArray<Comment> Comments, EquatableArray<Declared> Places, EquatableArray<DiagnosticInfo> Diagnostics)
    where T : class, IEquatable<T>;
