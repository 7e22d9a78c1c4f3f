using CodeFirst.Generator.Model;

namespace CodeFirst.Generator.Emitting;

/// <summary>How a message is read: the body of its serializer's <c>ReadFields</c>.</summary>
/// <remarks>
/// As protobuf-net does, it makes the object first and sets members as they come, so that what is absent keeps what the constructor gave it.
/// Members that the constructor takes have to be known before: they are read in a pass of their own.
/// </remarks>
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

    private bool IsTaken(FieldModel field) => _message.Constructor.Any(p => p.Member == field.Member.Name);

    private void EmitBody()
    {
        List<FieldModel> taken = [.. _message.Fields.Where(IsTaken)];
        List<FieldModel> set = [.. _message.Fields.Where(f => !IsTaken(f))];
        if (taken.Count == 0)
        {
            _source.Line($"{_message.Type.FullName} message = merge ?? {SerializerEmitter.Create(_message, [])};");
            EmitLoop(set, []);
            _source.Line("return message;");
            return;
        }

        foreach (FieldModel field in taken)
        {
            string initial = field switch
            {
                { IsCollected: true } => "null",
                { Presence: Presence.Repeated } => "[]",
                { Presence: Presence.Explicit } => "null",
                { Type.Kind: ValueKind.DateTime or ValueKind.DateTimeOffset } => "default",
                _ => FieldCode.Default(field.Type),
            };
            _source.Line($"{LocalType(field)} {FieldCode.Local(field)} = merge is null ? {initial} : {(field.IsCollected ? Reopened(field, FieldCode.Get(field, "merge"), "null") : FieldCode.Get(field, "merge"))};");
        }

        if (set.Count > 0)
        {
            _source.Line("int start = reader.Position;");
        }

        EmitLoop(taken, set);
        _source.Line($"{_message.Type.FullName} message = {SerializerEmitter.Create(_message, _message.Constructor.Select(p => Argument(taken.First(f => f.Member.Name == p.Member))))};");
        if (set.Count > 0)
        {
            _source.Block("if (merge is not null)", () => set.ForEach(f => _source.Line(FieldCode.Set(f, FieldCode.Get(f, "merge")))));
            _source.Line();
            _source.Line("reader.Rewind(start);");
            EmitLoop(set, taken);
        }

        _source.Line("return message;");
    }

    private static string Reopened(FieldModel field, string held, string comparer) => field.Key is null ? $"reader.ReopenList({held})" : $"reader.ReopenMap({held}, {comparer})";

    private static string Argument(FieldModel field) => field.IsCollected ? Collected(field, $"({FieldCode.Local(field)} ?? [])") : FieldCode.Local(field);

    private static string Collected(FieldModel field, string list) => field.Container == Container.Array ? list + ".ToArray()" : list;

    private static string LocalType(FieldModel field) => field switch
    {
        { IsCollected: true } => CollectionType(field) + "?",
        { Presence: Presence.Repeated } => CollectionType(field),
        _ => field.Member.Type,
    };

    /// <summary>Reads <paramref name="fields"/>, and passes over <paramref name="skipped"/>, which another pass reads.</summary>
    private void EmitLoop(List<FieldModel> fields, List<FieldModel> skipped)
    {
        List<FieldModel> collected = [.. fields.Where(f => f.IsCollected && !IsTaken(f))];
        foreach (FieldModel field in collected)
        {
            _source.Line($"{CollectionType(field)}? {FieldCode.Local(field)} = null;");
        }

        _source.Open("while (reader.ReadTag() is var tag && tag != 0)");
        _source.Open("switch (tag)");
        foreach (FieldModel field in fields)
        {
            EmitReadCases(field);
        }

        foreach (uint tag in skipped.SelectMany(Tags))
        {
            _source.Line($"case {tag}:");
        }

        if (skipped.Count > 0)
        {
            _source.Line("    reader.SkipField();");
            _source.Line("    break;");
        }

        EmitDefault("tag", _message.Fields.Select(f => (f.Number, f.Key is null ? f.Type.WireType : FieldCode.LengthDelimited, f.Packing != Packing.None)));
        _source.Close();
        _source.Close();
        _source.Line();
        foreach (FieldModel field in collected)
        {
            _source.Block($"if ({FieldCode.Local(field)} is not null)", () => _source.Line(FieldCode.Set(field, Collected(field, FieldCode.Local(field)))));
            _source.Line();
        }
    }

    private static IEnumerable<uint> Tags(FieldModel field) => field.Packing == Packing.None ? [FieldCode.Tag(field)] : [FieldCode.Tag(field), FieldCode.PackedTag(field)];

    private void EmitReadCases(FieldModel field)
    {
        _source.Open($"case {FieldCode.Tag(field)}:");
        if (field.Key is not null)
        {
            EmitReadEntry(field);
        }
        else if (field.Presence == Presence.Repeated)
        {
            string list = Collection(field);
            _source.Line($"{list}.Add({FieldCode.Read(field.Type, "null")});");
        }
        else
        {
            string current = IsTaken(field) ? FieldCode.Local(field) : FieldCode.Get(field);
            string value = FieldCode.Read(field.Type, current);
            if (field.Member.Set == Access.None && !IsTaken(field))
            {
                // protobuf-net fills what such a member holds, and so do we; what it holds stays.
                _source.Line($"_ = {value};");
            }
            else
            {
                _source.Line(IsTaken(field) ? $"{FieldCode.Local(field)} = {value};" : FieldCode.Set(field, value));
            }

            foreach (FieldModel other in _message.Fields.Where(f => f.Oneof is not null && f.Oneof == field.Oneof && f != field && IsTaken(f) == IsTaken(field)))
            {
                _source.Line(IsTaken(field) ? $"{FieldCode.Local(other)} = null;" : FieldCode.Set(other, "null"));
            }
        }

        _source.Line("break;");
        _source.Close();
        if (field.Packing != Packing.None)
        {
            // A reader takes both forms, whichever the schema says.
            _source.Open($"case {FieldCode.PackedTag(field)}:");
            string list = Collection(field);
            _source.Line("int limit = reader.EnterLength();");
            _source.Block("while (reader.HasMore)", () => _source.Line($"{list}.Add({FieldCode.Read(field.Type, "null")});"));
            _source.Line();
            _source.Line("reader.LeaveLength(limit);");
            _source.Line("break;");
            _source.Close();
        }
    }

    /// <summary>Writes what finds the collection to add to, and gives its name.</summary>
    private string Collection(FieldModel field)
    {
        string local = FieldCode.Local(field);
        if (IsTaken(field) && !field.IsCollected)
        {
            return local;
        }

        string comparer = Comparer(field.Key ?? field.Type);
        string held = field.Overwrites || IsTaken(field) ? "null" : FieldCode.Get(field);
        if (field.IsCollected)
        {
            string empty = comparer == "null" ? "new()" : $"new({comparer})";
            string reopened = field switch
            {
                { Container: Container.Set } => empty,
                { Key: not null } => held == "null" ? empty : Reopened(field, held, comparer),
                _ => held == "null" ? "[]" : Reopened(field, held, comparer),
            };
            _source.Line($"{local} ??= {reopened};");
            return local;
        }

        if (field.Member.Set == Access.None)
        {
            // Nothing can be put in its place, so what it holds is filled.
            _source.Line($"var items = {held} ?? throw reader.NothingToFill();");
            return "items";
        }

        if (field.Container == Container.List)
        {
            _source.Open($"if ({held} is not {{ }} items)");
            _source.Line("items = [];");
            _source.Line(FieldCode.Set(field, "items"));
            _source.Close();
            _source.Line();
            return "items";
        }

        _source.Line(field.Container == Container.Set ? $"var items = ProtoReader.ReopenSet({held}, {comparer});" : $"var items = reader.ReopenMap({held}, {comparer});");
        _source.Block($"if ({held} != items)", () => _source.Line(FieldCode.Set(field, "items")));
        _source.Line();
        return "items";
    }

    private void EmitReadEntry(FieldModel field)
    {
        _source.Line($"{field.Key!.FullName} key = {FieldCode.Default(field.Key)};");
        bool isMessage = field.Type.Kind == ValueKind.Message;
        _source.Line($"{field.Type.FullName}{(isMessage ? "?" : "")} value = {(isMessage ? "null" : FieldCode.Default(field.Type))};");
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
        string map = Collection(field);
        _source.Line($"{map}[key] = {(isMessage ? $"value ?? {field.Type.Reference!.Serializer}.Instance.Read([])" : "value")};");
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

    /// <summary>Numbers that were received are compared so that nobody can foresee their hash codes.</summary>
    private static string Comparer(Model.ValueType type) => type.FullName is "int" or "uint" or "long" or "ulong" ? "MapKeyComparer.Instance" : "null";

    private static string CollectionType(FieldModel field) => field switch
    {
        { Key: not null } => $"global::System.Collections.Generic.Dictionary<{field.Key.FullName}, {field.Type.FullName}>",
        { Container: Container.Set } => $"global::System.Collections.Generic.HashSet<{field.Type.FullName}>",
        _ => $"global::System.Collections.Generic.List<{field.Type.FullName}>",
    };
}
