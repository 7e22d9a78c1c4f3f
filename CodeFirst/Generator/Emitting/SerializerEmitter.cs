using CodeFirst.Generator.Model;
using ValueType = CodeFirst.Generator.Model.ValueType;

namespace CodeFirst.Generator.Emitting;

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
        _source = new(message.Type.GeneratedIn, message.Warnings);
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
            _source.Line($"public static readonly global::CodeFirst.Grpc.CompiledMarshaller<{type}> Marshaller = new(Instance);");
            _source.Line();
            _source.Line($"public override string MessageName => {Literal.Of(_fullName)};");
            _source.Line();
            EmitFieldName();
            _source.Line();
            _source.Block($"protected override int MeasureFields({type} message, MessageLengths lengths)", EmitMeasure);
            _source.Line();
            _source.Block($"protected override void WriteFields(ref ProtoWriter writer, {type} message)", EmitWrite);
            _source.Line();
            _source.Block($"protected override {type} ReadFields(ref ProtoReader reader, {type}? merge)", () => ReaderEmitter.Emit(_message, _source));
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
            string set = string.Join(" + ", oneof.Select(f => $"(message.{Identifier.Of(f.Member)} is null ? 0 : 1)"));
            _source.Block($"if ({set} > 1)", () =>
                _source.Line($"throw new ProtobufException({Literal.Of($"the oneof '{oneof.Key}' has more than one member set")});"));
            _source.Line();
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
                    _source.Block($"foreach (var item in {values})", () => _source.Line($"packed += {FieldCode.Size(field.Type, "item", field.Number)};"));
                    _source.Line();
                    _source.Line($"size += {tag} + WireSize.LengthDelimited(lengths.Set(place, packed));");
                },
                (key, value) =>
                {
                    _source.Line("int place = lengths.Reserve();");
                    _source.Line($"int entry = 2 + {FieldCode.Size(field.Key!, key, field.Number)} + {FieldCode.Size(field.Type, value, field.Number)};");
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
                value => EmitWrite(field.Type, FieldCode.Tag(field), value),
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
                    EmitWrite(field.Key!, FieldCode.KeyTag(field), key);
                    EmitWrite(field.Type, FieldCode.MapValueTag(field), value);
                });
        }
    }

    private void EmitWrite(ValueType type, uint tag, string value)
    {
        foreach (string line in FieldCode.WriteField(type, tag, value))
        {
            _source.Line(line);
        }
    }

    /// <summary>
    /// Opens a field's value or values for measuring and writing, which must visit the same ones in the same order: runs
    /// <paramref name="one"/> for each value that has a tag of its own, <paramref name="packed"/> for all values that share
    /// one, <paramref name="entry"/> for each key and value.
    /// </summary>
    private void EmitEach(FieldModel field, Action<string> one, Action<string> packed, Action<string, string> entry)
    {
        string local = FieldCode.Local(field);
        switch (field)
        {
            case { Presence: Presence.Implicit }:
                _source.Line($"var {local} = message.{Identifier.Of(field.Member)};");
                _source.Block($"if ({FieldCode.IsPresent(field.Type, local)})", () => one(local));
                break;
            case { Presence: Presence.Explicit }:
                _source.Block($"if (message.{Identifier.Of(field.Member)} is {{ }} {local})", () => one(local));
                break;
            case { IsPacked: true }:
                string count = field.Container == Container.Array ? "Length" : "Count";
                _source.Block($"if (message.{Identifier.Of(field.Member)} is {{ {count}: > 0 }} {local})", () => packed(local));
                break;
            default:
                _source.Open($"if (message.{Identifier.Of(field.Member)} is {{ }} {local})");
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

    /// <summary>By number, the order in which serializers of other languages write, so that bytes compare equal.</summary>
    private IEnumerable<FieldModel> InWireOrder() => _message.Fields.OrderBy(f => f.Number);
}
