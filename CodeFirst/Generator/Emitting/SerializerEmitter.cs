namespace CodeFirst.Generator.Emitting;

/// <summary>Emits a message's serializer.</summary>
internal sealed class SerializerEmitter(MessageModel message, string fullName)
{
    private readonly SourceWriter _source = new(message.Type.GeneratedIn, message.Warnings);

    public string Emit()
    {
        string type = message.Type.FullName;
        string name = message.Type.Name + "Serializer";
        _source.Paragraph("using global::CodeFirst.Protobuf;");
        _source.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        _source.Block($"{(message.IsPublic ? "public" : "internal")} sealed class {name} : MessageSerializer<{type}>", () =>
        {
            _source.Paragraph($"public static readonly {name} Instance = new();");
            _source.Paragraph($"public static readonly global::CodeFirst.Grpc.CompiledMarshaller<{type}> Marshaller = new(Instance);");
            _source.Paragraph($"public override string MessageName => {InSource.Text(fullName)};");
            EmitFieldName();
            _source.Line();
            _source.Paragraph($"protected override int MeasureFields({type} message, MessageLengths lengths)", EmitMeasure);
            _source.Paragraph($"protected override void WriteFields(ref ProtoWriter writer, {type} message)", EmitWrite);
            var reader = new ReaderEmitter(message, _source);
            _source.Block($"protected override {type} ReadFields(ref ProtoReader reader, {type}? merge)", reader.Emit);
            EmitAccessors();
        });
        return _source.ToString();
    }

    /// <summary>The expression that creates a message.</summary>
    public static string Create(MessageModel message, IEnumerable<string> arguments) =>
        (message.CreatesByAccessor ? "Create" : "new " + message.Type.FullName) + $"({string.Join(", ", arguments)})";

    /// <summary>Emits accessors for members that generated code may not use directly: as fast as those, and safe to trim.</summary>
    private void EmitAccessors()
    {
        string type = message.Type.FullName;
        if (message.CreatesByAccessor)
        {
            Accessor("Constructor", null, $"{type} Create({string.Join(", ", message.Constructor.Select((p, i) => $"{p.Type} p{i}"))})");
        }

        foreach (FieldModel field in message.Fields)
        {
            (MemberAccess member, string suffix) = (field.Member, FieldCode.Suffix(field));
            if (member.Get == Access.Accessor)
            {
                Accessor("Method", "get_" + member.Name, $"{member.Type} Get{suffix}({type} message)");
            }

            if (member.Set == Access.Accessor)
            {
                Accessor("Method", "set_" + member.Name, $"void Set{suffix}({type} message, {member.Type} value)");
            }

            if (member.Field is not null && (member.Get == Access.Field || member.Set == Access.Field))
            {
                Accessor("Field", member.Field, $"ref {member.Type} Field{suffix}({type} message)");
            }
        }
    }

    private void Accessor(string kind, string? name, string signature)
    {
        string named = name is null ? "" : $", Name = {InSource.Text(name)}";
        _source.Line();
        const string Attribute = "global::System.Runtime.CompilerServices.UnsafeAccessor";
        _source.Line($"[{Attribute}({Attribute}Kind.{kind}{named})]");
        _source.Line($"private static extern {signature};");
    }

    private void EmitFieldName()
    {
        _source.Open("protected override string? FieldName(int number) => number switch");
        foreach (FieldModel field in message.Fields)
        {
            _source.Line($"{field.Number} => {InSource.Text(field.ProtoName)},");
        }

        _source.Line("_ => null,");
        _source.Close(";");
    }

    private void EmitMeasure()
    {
        if (message.MayBeDerived)
        {
            _source.Line("CheckType(message);");
        }

        _source.Open("checked");
        _source.Line("int size = 0;");
        foreach (IGrouping<string, FieldModel> oneof in message.Fields.Where(f => f.Oneof is not null).GroupBy(f => f.Oneof!))
        {
            string set = string.Join(" + ", oneof.Select(f => $"({FieldCode.Get(f)} is null ? 0 : 1)"));
            string error = InSource.Text($"the oneof '{oneof.Key}' has more than one member set");
            _source.Paragraph($"if ({set} > 1)", () => _source.Line($"throw new ProtobufException({error});"));
        }

        foreach (FieldModel field in InWireOrder())
        {
            int tag = FieldCode.TagSize(field);
            EmitEach(
                field,
                value => _source.Line($"size += {tag} + {FieldCode.Size(field.Type, value, field.Number)};"),
                values =>
                {
                    _source.Line("int place = lengths.Reserve();");
                    _source.Line("int packed = 0;");
                    string size = FieldCode.Size(field.Type, "item", field.Number);
                    _source.Paragraph($"foreach (var item in {values})", () => _source.Line($"packed += {size};"));
                    _source.Line($"size += {tag} + WireSize.LengthDelimited(lengths.Set(place, packed));");
                },
                (key, value) =>
                {
                    _source.Line("int place = lengths.Reserve();");
                    _source.Line("int entry = 0;");
                    EmitPart(field.Key!, key);
                    EmitPart(field.Type, value);
                    _source.Line($"size += {tag} + WireSize.LengthDelimited(lengths.Set(place, entry));");
                });

            void EmitPart(ProtoType type, string value) => If(
                FieldCode.IsPresentInMap(type, value), () => _source.Line($"entry += 1 + {FieldCode.Size(type, value, field.Number)};"));
        }

        _source.Line("return size;");
        _source.Close();
    }

    private void EmitWrite()
    {
        foreach (FieldModel field in InWireOrder())
        {
            EmitEach(
                field,
                value => EmitWrite(field.Type, FieldCode.Tag(field), value),
                values =>
                {
                    _source.Line($"writer.WriteTag({FieldCode.PackedTag(field)});");
                    _source.Line("writer.WriteMeasuredLength();");
                    _source.Block($"foreach (var item in {values})", () => _source.Line(FieldCode.Write(field.Type, "item")));
                },
                (key, value) =>
                {
                    _source.Line($"writer.WriteTag({FieldCode.Tag(field)});");
                    _source.Line("writer.WriteMeasuredLength();");
                    If(FieldCode.IsPresentInMap(field.Key!, key), () => EmitWrite(field.Key!, FieldCode.KeyTag(field), key));
                    If(FieldCode.IsPresentInMap(field.Type, value), () => EmitWrite(field.Type, FieldCode.MapValueTag(field), value));
                });
        }
    }

    private void If(string? condition, Action body)
    {
        if (condition is null)
        {
            body();
            return;
        }

        _source.Paragraph($"if ({condition})", body);
    }

    private void EmitWrite(ProtoType type, uint tag, string value) => Array.ForEach(FieldCode.WriteField(type, tag, value), _source.Line);

    /// <summary>
    /// Visits a field's values, for measuring and writing alike: <paramref name="one"/> is called for a value with a tag of its own,
    /// <paramref name="packed"/> for all values that share a tag, <paramref name="entry"/> for a key and value.
    /// </summary>
    private void EmitEach(FieldModel field, Action<string> one, Action<string> packed, Action<string, string> entry)
    {
        string local = FieldCode.Local(field);
        string get = FieldCode.Get(field);
        if (field is { Presence: Presence.Implicit } or { Presence: Presence.Always, Type.IsReferenceType: false })
        {
            _source.Line($"var {local} = {get};");
            If(field.Presence == Presence.Always ? null : FieldCode.IsPresent(field.Type, local), () => one(local));
            return;
        }

        _source.Paragraph($"if ({get} is {{ }} {local})", () =>
        {
            if (field.Presence != Presence.Repeated)
            {
                one(local);
            }
            else if (field.Packing == Packing.Packed)
            {
                // protobuf-net writes a single value unpacked.
                string count = field.Container == Container.Array ? "Length" : "Count";
                _source.Block($"if ({local}.{count} == 1)", () => _source.Block($"foreach (var item in {local})", () => one("item")));
                _source.Block("else", () => packed(local));
            }
            else if (field.Key is not null)
            {
                _source.Block($"foreach (var item in {local})", () => entry("item.Key", "item.Value"));
            }
            else
            {
                string error = InSource.Text($"'{field.ProtoName}' has an element that is null");
                _source.Block($"foreach (var item in {local})", () =>
                {
                    if (field.Type.IsReferenceType)
                    {
                        _source.Paragraph("if (item is null)", () => _source.Line($"throw new ProtobufException({error});"));
                    }

                    one("item");
                });
            }
        });
    }

    /// <summary>By number, the order of other languages' serializers, so that bytes compare equal.</summary>
    private IEnumerable<FieldModel> InWireOrder() => message.Fields.OrderBy(f => f.Number);
}
