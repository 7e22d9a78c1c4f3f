using CodeFirst.Grpc.Generator.Model;

namespace CodeFirst.Grpc.Generator.Emitting;

/// <summary>A message's serializer.</summary>
internal sealed class SerializerEmitter
{
    private readonly MessageModel _message;
    private readonly string _fullName;
    private readonly SourceWriter _source;

    private SerializerEmitter(MessageModel message, string fullName)
    {
        _message = message;
        _fullName = fullName;
        _source = new(message.Type.GeneratedIn);
    }

    public static string Emit(MessageModel message, string fullName)
    {
        var emitter = new SerializerEmitter(message, fullName);
        emitter.EmitClass();
        return emitter._source.ToString();
    }

    private void EmitClass()
    {
        string type = _message.Type.FullName;
        string name = _message.Type.Name + "Serializer";
        _source.Line("using global::CodeFirst.Protobuf;");
        _source.Line();
        _source.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        _source.Block($"{(_message.IsPublic ? "public" : "internal")} sealed class {name} : MessageSerializer<{type}>", () =>
        {
            _source.Line($"public static readonly {name} Instance = new();");
            _source.Line();
            _source.Line($"public override string MessageName => {Literal.Of(_fullName)};");
            _source.Line();
            EmitFieldName();
            _source.Line();
            _source.Block($"protected override int MeasureFields({type} message, MessageLengths lengths)", EmitMeasure);
            _source.Line();
            _source.Block($"protected override void WriteFields(ref ProtoWriter writer, {type} message)", EmitWrite);
            _source.Line();
            _source.Block($"protected override {type} ReadFields(ref ProtoReader reader, {type}? merge)", EmitRead);
        });
    }

    private void EmitFieldName()
    {
        _source.Open("protected override string? FieldName(int number) => number switch");
        foreach (FieldModel field in _message.Fields)
        {
            _source.Line($"{field.Number} => {Literal.Of(field.ProtoName)},");
        }

        _source.Line("_ => null,");
        _source.Close(";");
    }

    private void EmitMeasure()
    {
        _source.Open("checked");
        _source.Line("int size = 0;");
        foreach (IGrouping<string, FieldModel> oneof in _message.Fields.Where(f => f.Oneof is not null).GroupBy(f => f.Oneof!))
        {
            string set = string.Join(" + ", oneof.Select(f => $"(message.{f.Member} is null ? 0 : 1)"));
            _source.Block($"if ({set} > 1)", () =>
                _source.Line($"throw new ProtobufException({Literal.Of($"the oneof '{oneof.Key}' has more than one member set")});"));
            _source.Line();
        }

        foreach (FieldModel field in InWireOrder())
        {
            int tag = FieldCode.TagSize(field);
            EmitEach(
                field,
                value => _source.Line($"size += {tag} + {FieldCode.Size(field.Type, value)};"),
                values =>
                {
                    _source.Line("int place = lengths.Reserve();");
                    _source.Line("int packed = 0;");
                    _source.Block($"foreach (var item in {values})", () => _source.Line($"packed += {FieldCode.Size(field.Type, "item")};"));
                    _source.Line();
                    _source.Line($"size += {tag} + WireSize.LengthDelimited(lengths.Set(place, packed));");
                },
                (key, value) =>
                {
                    _source.Line("int place = lengths.Reserve();");
                    _source.Line($"int entry = 2 + {FieldCode.Size(field.Key!, key)} + {FieldCode.Size(field.Type, value)};");
                    _source.Line($"size += {tag} + WireSize.LengthDelimited(lengths.Set(place, entry));");
                });
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
                value =>
                {
                    _source.Line($"writer.WriteTag({FieldCode.Tag(field)});");
                    _source.Line(FieldCode.Write(field.Type, value));
                },
                values =>
                {
                    _source.Line($"writer.WriteTag({FieldCode.PackedTag(field)});");
                    _source.Line("writer.WriteMeasuredLength();");
                    _source.Block($"foreach (var item in {values})", () => _source.Line(FieldCode.Write(field.Type, "item")));
                },
                (key, value) =>
                {
                    // Key and value are written even where they are defaults, as protobuf's own serializers do.
                    _source.Line($"writer.WriteTag({FieldCode.Tag(field)});");
                    _source.Line("writer.WriteMeasuredLength();");
                    _source.Line($"writer.WriteTag({FieldCode.KeyTag(field)});");
                    _source.Line(FieldCode.Write(field.Key!, key));
                    _source.Line($"writer.WriteTag({FieldCode.MapValueTag(field)});");
                    _source.Line(FieldCode.Write(field.Type, value));
                });
        }
    }

    /// <summary>
    /// Opens a field's value or values for measuring and writing, which must visit the same ones in the same order: runs
    /// <paramref name="one"/> for each value that has a tag of its own, <paramref name="packed"/> for all values that share
    /// one, <paramref name="entry"/> for each key and value.
    /// </summary>
    private void EmitEach(FieldModel field, Action<string> one, Action<string> packed, Action<string, string> entry)
    {
        string local = Local(field);
        switch (field)
        {
            case { Presence: Presence.Implicit }:
                _source.Line($"var {local} = message.{field.Member};");
                _source.Block($"if ({FieldCode.IsPresent(field.Type, local)})", () => one(local));
                break;
            case { Presence: Presence.Explicit }:
                _source.Block($"if (message.{field.Member} is {{ }} {local})", () => one(local));
                break;
            case { IsPacked: true }:
                string count = field.Container == Container.Array ? "Length" : "Count";
                _source.Block($"if (message.{field.Member} is {{ {count}: > 0 }} {local})", () => packed(local));
                break;
            default:
                _source.Open($"if (message.{field.Member} is {{ }} {local})");
                _source.Open($"foreach (var item in {local})");
                string value = field.Key is null ? "item" : "item.Value";
                if (field.Type.IsReferenceType)
                {
                    _source.Block($"if ({value} is null)", () => _source.Line($"throw new ProtobufException({Literal.Of($"'{field.ProtoName}' has an element that is null")});"));
                    _source.Line();
                }

                if (field.Key is null)
                {
                    one(value);
                }
                else
                {
                    entry("item.Key", value);
                }

                _source.Close();
                _source.Close();
                break;
        }

        _source.Line();
    }

    private void EmitRead()
    {
        foreach (FieldModel field in _message.Fields)
        {
            _source.Line(field switch
            {
                { Presence: Presence.Repeated } => $"{CollectionType(field)}? {Local(field)} = null;",
                { Presence: Presence.Explicit } or { Type.IsWellKnown: true } => $"{field.Type.FullName}? {Local(field)} = null;",
                _ => $"{field.Type.FullName} {Local(field)} = {FieldCode.Default(field.Type)};",
            });
        }

        if (_message.Fields.Count > 0)
        {
            _source.Block("if (merge is not null)", () =>
            {
                foreach (FieldModel field in _message.Fields)
                {
                    _source.Line(field.Presence == Presence.Repeated
                        ? $"{Local(field)} = merge.{field.Member} is null ? null : new(merge.{field.Member});"
                        : $"{Local(field)} = merge.{field.Member};");
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

        _source.Line("default:");
        _source.Line("    reader.SkipField();");
        _source.Line("    break;");
        _source.Close();
        _source.Close();
        _source.Line();
        EmitConstruct();
    }

    private void EmitConstruct()
    {
        string arguments = string.Join(", ", _message.Constructor.Select(m => Result(_message.Fields.First(f => f.Member == m))));
        FieldModel[] rest = [.. _message.Fields.Where(f => !_message.Constructor.Contains(f.Member))];
        _source.Open($"return new {_message.Type.FullName}({arguments})");
        foreach (FieldModel field in rest)
        {
            _source.Line($"{field.Member} = {Result(field)},");
        }

        _source.Close(";");
    }

    private static string Result(FieldModel field) => field switch
    {
        { Container: Container.List or Container.Dictionary } => $"{Local(field)} ?? []",
        { Container: Container.Array } => $"{Local(field)}?.ToArray() ?? []",
        { Presence: Presence.Implicit, Type.IsWellKnown: true } => $"{Local(field)} ?? default",
        _ => Local(field),
    };

    private void EmitReadCases(FieldModel field)
    {
        string local = Local(field);
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
                _source.Line($"{Local(other)} = null;");
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
        _source.Line("default:");
        _source.Line("    reader.SkipField();");
        _source.Line("    break;");
        _source.Close();
        _source.Close();
        _source.Line();
        _source.Line("reader.LeaveEntry(limit);");
        string result = field.Type switch
        {
            { Kind: ValueKind.Message } => $"value ?? {field.Type.Reference!.Serializer}.Instance.Read([])",
            { IsWellKnown: true } => "value ?? default",
            _ => "value",
        };
        _source.Line($"({local} ??= [])[key] = {result};");
    }

    /// <summary>By number, the order in which serializers of other languages write, so that bytes compare equal.</summary>
    private IEnumerable<FieldModel> InWireOrder() => _message.Fields.OrderBy(f => f.Number);

    private static string CollectionType(FieldModel field) => field.Key is null
        ? $"global::System.Collections.Generic.List<{field.Type.FullName}>"
        : $"global::System.Collections.Generic.Dictionary<{field.Key.FullName}, {field.Type.FullName}>";

    /// <summary>A null of the type that <see cref="FieldCode.Read"/> merges into.</summary>
    private static string NoMerge(Model.ValueType type) => type.Kind == ValueKind.DateTimeOffset ? "(global::System.DateTimeOffset?)null" : "null";

    /// <summary>A local that cannot collide with the generated code's own names or a keyword.</summary>
    private static string Local(FieldModel field) => "_" + field.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "_" + field.Member;
}
