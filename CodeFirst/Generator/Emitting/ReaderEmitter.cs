using CodeFirst.Generator.Model;

namespace CodeFirst.Generator.Emitting;

/// <summary>How a message is read: the body of its serializer's <c>ReadFields</c>.</summary>
internal sealed class ReaderEmitter
{
    private readonly MessageModel _message;
    private readonly SourceWriter _source;

    private ReaderEmitter(MessageModel message, SourceWriter source)
    {
        _message = message;
        _source = source;
    }

    public static void Emit(MessageModel message, SourceWriter source) => new ReaderEmitter(message, source).EmitBody();

    private void EmitBody()
    {
        foreach (FieldModel field in _message.Fields)
        {
            _source.Line(field switch
            {
                { Presence: Presence.Repeated } => $"{CollectionType(field)}? {FieldCode.Local(field)} = null;",
                { Presence: Presence.Explicit } or { Type.IsWellKnown: true } => $"{field.Type.FullName}? {FieldCode.Local(field)} = null;",
                _ => $"{field.Type.FullName} {FieldCode.Local(field)} = {FieldCode.Default(field.Type)};",
            });
        }

        if (_message.Fields.Count > 0)
        {
            _source.Block("if (merge is not null)", () =>
            {
                foreach (FieldModel field in _message.Fields)
                {
                    // What is merged into was made by this reader, and is nobody else's yet: its collections are taken over.
                    _source.Line(FieldCode.Local(field) + " = " + field switch
                    {
                        { Container: Container.Array } => $"reader.Reopen(merge.{Identifier.Of(field.Member)});",

                        // What is absent is merged into as no time at all, not as that of the year 1.
                        { Presence: Presence.Implicit, Type.IsWellKnown: true } => $"merge.{Identifier.Of(field.Member)} == default ? null : merge.{Identifier.Of(field.Member)};",
                        _ => $"merge.{Identifier.Of(field.Member)};",
                    });
                }
            });
        }

        _source.Line();
        _source.Open("while (reader.ReadTag() is var tag && tag != 0)");
        _source.Open("switch (tag)");
        foreach (FieldModel field in _message.Fields)
        {
            EmitReadCases(field);
        }

        EmitDefault("tag", _message.Fields.Select(f => (f.Number, f.Key is null ? f.Type.WireType : FieldCode.LengthDelimited, f.IsPacked)));
        _source.Close();
        _source.Close();
        _source.Line();
        EmitConstruct();
    }

    private void EmitConstruct()
    {
        string arguments = string.Join(", ", _message.Constructor.Select(m => Result(_message.Fields.First(f => f.Member == m))));
        _source.Open($"return new {_message.Type.FullName}({arguments})");
        foreach (FieldModel field in _message.Fields.Where(f => _message.Assigned.Contains(f.Member)))
        {
            _source.Line($"{Identifier.Of(field.Member)} = {Result(field)},");
        }

        _source.Close(";");
    }

    private static string Result(FieldModel field) => field switch
    {
        { Container: Container.List or Container.Dictionary } => $"{FieldCode.Local(field)} ?? []",
        { Container: Container.Array } => $"{FieldCode.Local(field)}?.ToArray() ?? []",
        { Presence: Presence.Implicit, Type.IsWellKnown: true } => $"{FieldCode.Local(field)} ?? default",
        _ => FieldCode.Local(field),
    };

    private void EmitReadCases(FieldModel field)
    {
        string local = FieldCode.Local(field);
        _source.Open($"case {FieldCode.Tag(field)}:");
        if (field.Key is not null)
        {
            EmitReadEntry(field, local);
        }
        else if (field.Presence == Presence.Repeated)
        {
            _source.Line($"({local} ??= []).Add({FieldCode.Read(field.Type, NoMerge(field.Type))});");
        }
        else
        {
            _source.Line($"{local} = {FieldCode.Read(field.Type, local)};");
            foreach (FieldModel other in _message.Fields.Where(f => f.Oneof is not null && f.Oneof == field.Oneof && f != field))
            {
                _source.Line($"{FieldCode.Local(other)} = null;");
            }
        }

        _source.Line("break;");
        _source.Close();
        if (field.IsPacked)
        {
            // A reader takes both forms, whichever the schema says.
            _source.Open($"case {FieldCode.PackedTag(field)}:");
            _source.Line("int limit = reader.EnterLength();");
            _source.Block("while (reader.HasMore)", () => _source.Line($"({local} ??= []).Add({FieldCode.Read(field.Type, "null")});"));
            _source.Line();
            _source.Line("reader.LeaveLength(limit);");
            _source.Line("break;");
            _source.Close();
        }
    }

    private void EmitReadEntry(FieldModel field, string local)
    {
        _source.Line($"{field.Key!.FullName} key = {FieldCode.Default(field.Key)};");
        bool nullable = field.Type.Kind == ValueKind.Message || field.Type.IsWellKnown;
        _source.Line($"{field.Type.FullName}{(nullable ? "?" : "")} value = {(nullable ? "null" : FieldCode.Default(field.Type))};");
        _source.Line("int limit = reader.EnterEntry();");
        _source.Open("while (reader.ReadTag() is var part && part != 0)");
        _source.Open("switch (part)");
        _source.Line($"case {FieldCode.KeyTag(field)}:");
        _source.Line($"    key = {FieldCode.Read(field.Key, "null")};");
        _source.Line("    break;");
        _source.Line($"case {FieldCode.MapValueTag(field)}:");
        _source.Line($"    value = {FieldCode.Read(field.Type, "value")};");
        _source.Line("    break;");
        EmitDefault("part", [(1, field.Key.WireType, false), (2, field.Type.WireType, false)]);
        _source.Close();
        _source.Close();
        _source.Line();
        _source.Line("reader.LeaveEntry(limit);");
        string result = field.Type switch
        {
            { Kind: ValueKind.Message } => $"value ?? {field.Type.Reference!.Serializer}.Instance.Read([])",
            // A message without fields, which as a time is that of 1970.
            { Kind: ValueKind.DateTime or ValueKind.DateTimeOffset } => $"value ?? {field.Type.FullName}.UnixEpoch",
            { IsWellKnown: true } => "value ?? default",
            _ => "value",
        };
        string created = field.Key.Kind is ValueKind.Int32 or ValueKind.UInt32 or ValueKind.Int64 or ValueKind.UInt64 ? "new(MapKeyComparer.Instance)" : "[]";
        _source.Line($"({local} ??= {created})[key] = {result};");
    }

    /// <summary>The case of all tags but those of known fields: known numbers there have a wrong wire type, others are skipped.</summary>
    private void EmitDefault(string tag, IEnumerable<(int Number, int WireType, bool IsPacked)> known)
    {
        foreach (IGrouping<(int WireType, bool IsPacked), (int Number, int, bool)> group in known.GroupBy(f => (f.WireType, f.IsPacked)).OrderBy(g => g.Key))
        {
            string numbers = string.Join(" or ", group.Select(f => f.Number).OrderBy(n => n));
            _source.Line($"case var _ when ({tag} >> 3) is {numbers}:");
            _source.Line($"    throw reader.WrongWireType(WireType.{WireTypeName(group.Key.WireType)}{(group.Key.IsPacked ? ", orPacked: true" : "")});");
        }

        _source.Line("default:");
        _source.Line("    reader.SkipField();");
        _source.Line("    break;");
    }

    private static string WireTypeName(int wireType) => wireType switch
    {
        0 => "Varint",
        1 => "Fixed64",
        2 => "LengthDelimited",
        _ => "Fixed32",
    };

    private static string CollectionType(FieldModel field) => field.Key is null
        ? $"global::System.Collections.Generic.List<{field.Type.FullName}>"
        : $"global::System.Collections.Generic.Dictionary<{field.Key.FullName}, {field.Type.FullName}>";

    /// <summary>A null of the type that <see cref="FieldCode.Read"/> merges into.</summary>
    private static string NoMerge(Model.ValueType type) => type.Kind == ValueKind.DateTimeOffset ? "(global::System.DateTimeOffset?)null" : "null";
}
