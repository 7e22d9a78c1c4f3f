namespace CodeFirst.Generator.Model;

/// <summary>A parsed message or service.</summary>
/// <param name="Model">Null when a mistake or a fallback leaves nothing to emit.</param>
internal sealed record ParseResult<T>(T? Model, ParseFindings Found)
    where T : class, IEquatable<T>;

/// <summary>What parsing found beside the model.</summary>
/// <param name="Type">Full name of the declaration.</param>
/// <param name="IsNumbered">Whether it looks like a protobuf message: other serializers use [DataContract] without field numbers.</param>
internal sealed record ParseFindings(
    string Type,
    bool IsNumbered,
    EquatableArray<Comment> Comments,
    EquatableArray<DeclaredPlace> Places,
    EquatableArray<DiagnosticInfo> Mistakes,
    EquatableArray<FallbackModel> Fallbacks);

/// <summary>The doc comment of a declaration, as plain text.</summary>
/// <param name="Key">The type's full name, followed by <c>/member</c> for a member.</param>
/// <param name="Text">The text; lines are separated by LF.</param>
internal sealed record Comment(string Key, string Text);

/// <summary>A declaration that protobuf-net or protobuf-net.Grpc handles at run time.</summary>
/// <param name="Id">The diagnostic's id.</param>
/// <param name="Key">The type's full name, followed by <c>/member</c> for a member.</param>
/// <param name="Readable">The name in the diagnostic's message.</param>
internal sealed record FallbackModel(string Id, string Key, string Readable, string Reason);
