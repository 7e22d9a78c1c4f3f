namespace CodeFirst.Generator.Emitting;

/// <summary>Emits the body of a serializer's <c>ReadFields</c>.</summary>
/// <remarks>
/// Like protobuf-net, it creates the object first and sets members as they come, so absent members keep the constructor's values.
/// Members that the constructor takes must be known before: a pass of their own reads them.
/// </remarks>
internal sealed class ReaderEmitter(MessageModel message, SourceWriter source)
{
    private static readonly string[] WireTypes = ["Varint", "Fixed64", "LengthDelimited", "StartGroup", "EndGroup", "Fixed32"];

    public void Emit()
    {
        List<FieldModel> taken = [.. message.Fields.Where(IsTaken)];
        List<FieldModel> set = [.. message.Fields.Where(f => !IsTaken(f))];
        if (taken.Count == 0)
        {
            source.Line($"{message.Type.FullName} message = merge ?? {SerializerEmitter.Create(message, [])};");
            EmitLoop(set, []);
            source.Line("return message;");
            return;
        }

        foreach (FieldModel field in taken)
        {
            string initial = field switch
            {
                { IsCollected: true } => "null",
                { Presence: Presence.Repeated } => "[]",
                { Presence: Presence.Explicit } => "null",
                { Type.Kind: ValueKind.DateTime } => "default",
                _ => FieldCode.Default(field.Type),
            };
            string held = FieldCode.Get(field, "merge");
            string merged = field.IsCollected ? Reopened(field, held, "null") : held;
            source.Line($"{LocalType(field)} {FieldCode.Local(field)} = merge is null ? {initial} : {merged};");
        }

        if (set.Count > 0)
        {
            source.Line("int start = reader.Position;");
        }

        EmitLoop(taken, set);
        IEnumerable<string> arguments = message.Constructor.Select(p => Argument(taken.First(f => f.Member.Name == p.Member)));
        source.Line($"{message.Type.FullName} message = {SerializerEmitter.Create(message, arguments)};");
        if (set.Count > 0)
        {
            source.Paragraph("if (merge is not null)", () => set.ForEach(f => source.Line(FieldCode.Set(f, FieldCode.Get(f, "merge")))));
            source.Line("reader.Rewind(start);");
            EmitLoop(set, taken);
        }

        source.Line("return message;");
    }

    private bool IsTaken(FieldModel field) => message.Constructor.Any(p => p.Member == field.Member.Name);

    private static string Reopened(FieldModel field, string held, string comparer) =>
        field.Key is null ? $"reader.ReopenList({held})" : $"reader.ReopenMap({held}, {comparer})";

    private static string Argument(FieldModel field) =>
        field.IsCollected ? Collected(field, $"({FieldCode.Local(field)} ?? [])") : FieldCode.Local(field);

    private static string Collected(FieldModel field, string list) => field.Container == Container.Array ? list + ".ToArray()" : list;

    private static string LocalType(FieldModel field) => field switch
    {
        { IsCollected: true } => CollectionType(field) + "?",
        { Presence: Presence.Repeated } => CollectionType(field),
        _ => field.Member.Type,
    };

    /// <summary>Reads <paramref name="fields"/> and skips those that another pass reads.</summary>
    private void EmitLoop(List<FieldModel> fields, List<FieldModel> skipped)
    {
        List<FieldModel> collected = [.. fields.Where(f => f.IsCollected && !IsTaken(f))];
        foreach (FieldModel field in collected)
        {
            source.Line($"{CollectionType(field)}? {FieldCode.Local(field)} = null;");
        }

        source.Paragraph("while (reader.ReadTag() is var tag && tag != 0)", () => source.Block("switch (tag)", () =>
        {
            fields.ForEach(EmitReadCases);
            if (skipped.Count > 0)
            {
                Case("case " + string.Join(" or ", skipped.SelectMany(Tags)), "reader.SkipField();");
            }

            EmitDefault("tag", message.Fields.Select(f => (f.Number, (int)(FieldCode.Tag(f) & 7), f.Packing != Packing.None)));
        }));
        foreach (FieldModel field in collected)
        {
            string local = FieldCode.Local(field);
            source.Paragraph($"if ({local} is not null)", () => source.Line(FieldCode.Set(field, Collected(field, local))));
        }
    }

    private static IEnumerable<uint> Tags(FieldModel field) =>
        field.Packing == Packing.None ? [FieldCode.Tag(field)] : [FieldCode.Tag(field), FieldCode.PackedTag(field)];

    private void EmitReadCases(FieldModel field)
    {
        source.Open($"case {FieldCode.Tag(field)}:");
        if (field.Key is not null)
        {
            EmitReadEntry(field);
        }
        else if (field.Presence == Presence.Repeated)
        {
            source.Line($"{Collection(field)}.Add({FieldCode.Read(field.Type, "null")});");
        }
        else
        {
            string current = IsTaken(field) ? FieldCode.Local(field) : FieldCode.Get(field);
            source.Line(Assign(field, FieldCode.Read(field.Type, current)));
            IEnumerable<FieldModel> oneof = message.Fields.Where(f => f.Oneof is not null && f.Oneof == field.Oneof);
            foreach (FieldModel other in oneof.Where(f => f != field && IsTaken(f) == IsTaken(field)))
            {
                source.Line(Assign(other, "null"));
            }
        }

        source.Line("break;");
        source.Close();
        if (field.Packing != Packing.None)
        {
            // A reader takes both forms, whichever the schema says.
            source.Open($"case {FieldCode.PackedTag(field)}:");
            string list = Collection(field);
            source.Line("int limit = reader.EnterLength();");
            source.Paragraph("while (reader.HasMore)", () => source.Line($"{list}.Add({FieldCode.Read(field.Type, "null")});"));
            source.Line("reader.LeaveLength(limit);");
            source.Line("break;");
            source.Close();
        }
    }

    private string Assign(FieldModel field, string value) => field switch
    {
        _ when IsTaken(field) => $"{FieldCode.Local(field)} = {value};",

        // Reading has filled the object that the member holds, as in protobuf-net.
        { Member.Set: Access.None } => $"_ = {value};",
        _ => FieldCode.Set(field, value),
    };

    /// <summary>Emits the statements that find the collection to add to; returns the name of its variable.</summary>
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
            source.Line($"{local} ??= {reopened};");
            return local;
        }

        if (field.Member.Set == Access.None)
        {
            source.Line($"var items = {held} ?? throw reader.NothingToFill();");
            return "items";
        }

        if (field.Container == Container.List)
        {
            source.Open($"if ({held} is not {{ }} items)");
            source.Line("items = [];");
            source.Line(FieldCode.Set(field, "items"));
            source.Close();
            source.Line();
            return "items";
        }

        string reopen = field.Container == Container.Set ? "ProtoReader.ReopenSet" : "reader.ReopenMap";
        source.Line($"var items = {reopen}({held}, {comparer});");
        source.Paragraph($"if ({held} != items)", () => source.Line(FieldCode.Set(field, "items")));
        return "items";
    }

    private void EmitReadEntry(FieldModel field)
    {
        source.Line($"{field.Key!.FullName} key = {FieldCode.Default(field.Key)};");
        bool isMessage = field.Type.Kind == ValueKind.Message;
        source.Line($"{field.Type.FullName}{(isMessage ? "?" : "")} value = {(isMessage ? "null" : FieldCode.Default(field.Type))};");
        source.Line("int limit = reader.EnterEntry();");
        source.Paragraph("while (reader.ReadTag() is var part && part != 0)", () => source.Block("switch (part)", () =>
        {
            Case($"case {FieldCode.KeyTag(field)}", $"key = {FieldCode.Read(field.Key, "null")};");
            Case($"case {FieldCode.MapValueTag(field)}", $"value = {FieldCode.Read(field.Type, "value")};");
            EmitDefault("part", [(1, field.Key.WireType, false), (2, field.Type.WireType, false)]);
        }));
        source.Line("reader.LeaveEntry(limit);");
        string map = Collection(field);
        source.Line($"{map}[key] = {(isMessage ? $"value ?? {field.Type.Reference!.Serializer}.Instance.Read([])" : "value")};");
    }

    /// <summary>Emits the cases of other tags: known numbers have a wrong wire type, unknown ones are skipped.</summary>
    private void EmitDefault(string tag, IEnumerable<(int Number, int WireType, bool IsPacked)> known)
    {
        foreach (var group in known.GroupBy(f => (f.WireType, f.IsPacked), f => f.Number).OrderBy(g => g.Key))
        {
            source.Line($"case var _ when ({tag} >> 3) is {string.Join(" or ", group.OrderBy(n => n))}:");
            string packed = group.Key.IsPacked ? ", orPacked: true" : "";
            source.Line($"    throw reader.WrongWireType(WireType.{WireTypes[group.Key.WireType]}{packed});");
        }

        Case("default", "reader.SkipField();");
    }

    private void Case(string label, string statement)
    {
        source.Line(label + ":");
        source.Line("    " + statement);
        source.Line("    break;");
    }

    /// <summary>Received numbers get hash codes that senders cannot foresee.</summary>
    private static string Comparer(ProtoType type) =>
        type.FullName is "int" or "uint" or "long" or "ulong" ? "MapKeyComparer.Instance" : "null";

    private static string CollectionType(FieldModel field) => field switch
    {
        { Key: not null } => $"global::System.Collections.Generic.Dictionary<{field.Key.FullName}, {field.Type.FullName}>",
        { Container: Container.Set } => $"global::System.Collections.Generic.HashSet<{field.Type.FullName}>",
        _ => $"global::System.Collections.Generic.List<{field.Type.FullName}>",
    };
}
