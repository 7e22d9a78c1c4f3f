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
        foreach (FieldModel field in InWireOrder())
        {
            int tag = FieldCode.TagSize(field);
            if (IsPacked(field))
            {
                _source.Open($"if (message.{field.Member} is {{ {Count(field)}: > 0 }} {Local(field)})");
                _source.Line("int place = lengths.Reserve();");
                _source.Line("int packed = 0;");
                _source.Block($"foreach (var item in {Local(field)})", () => _source.Line($"packed += {FieldCode.Size(field.Type, "item")};"));
                _source.Line();
                _source.Line($"size += {tag} + WireSize.LengthDelimited(lengths.Set(place, packed));");
                _source.Close();
            }
            else
            {
                EmitEach(field, value => _source.Line($"size += {tag} + {FieldCode.Size(field.Type, value)};"));
            }
        }

        _source.Line("return size;");
        _source.Close();
    }

    private void EmitWrite()
    {
        foreach (FieldModel field in InWireOrder())
        {
            if (IsPacked(field))
            {
                _source.Open($"if (message.{field.Member} is {{ {Count(field)}: > 0 }} {Local(field)})");
                _source.Line($"writer.WriteTag({FieldCode.Tag(field, packed: true)});");
                _source.Line("writer.WriteMeasuredLength();");
                _source.Block($"foreach (var item in {Local(field)})", () => _source.Line(FieldCode.Write(field.Type, "item")));
                _source.Close();
            }
            else
            {
                EmitEach(field, value =>
                {
                    _source.Line($"writer.WriteTag({FieldCode.Tag(field, packed: false)});");
                    _source.Line(FieldCode.Write(field.Type, value));
                });
            }
        }
    }

    /// <summary>Runs <paramref name="body"/> for each value of a field that is written with a tag of its own.</summary>
    private void EmitEach(FieldModel field, Action<string> body)
    {
        string local = Local(field);
        switch (field.Presence)
        {
            case Presence.Implicit:
                _source.Line($"var {local} = message.{field.Member};");
                _source.Block($"if ({FieldCode.IsPresent(field.Type, local)})", () => body(local));
                break;
            case Presence.Explicit:
                _source.Block($"if (message.{field.Member} is {{ }} {local})", () => body(local));
                break;
            default:
                _source.Open($"if (message.{field.Member} is {{ }} {local})");
                _source.Open($"foreach (var item in {local})");
                if (field.Type.IsReferenceType)
                {
                    _source.Block("if (item is null)", () => _source.Line($"throw new ProtobufException({Literal.Of($"the list '{field.ProtoName}' has an element that is null")});"));
                    _source.Line();
                }

                body("item");
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
            _source.Line(field.Presence switch
            {
                Presence.Repeated => $"global::System.Collections.Generic.List<{field.Type.FullName}>? {Local(field)} = null;",
                Presence.Explicit => $"{field.Type.FullName}? {Local(field)} = null;",
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
        _source.Open($"return new {_message.Type.FullName}");
        foreach (FieldModel field in _message.Fields)
        {
            string value = field.Container switch
            {
                Container.List => $"{Local(field)} ?? []",
                Container.Array => $"{Local(field)}?.ToArray() ?? []",
                _ => Local(field),
            };
            _source.Line($"{field.Member} = {value},");
        }

        _source.Close(";");
    }

    private void EmitReadCases(FieldModel field)
    {
        string local = Local(field);
        _source.Line($"case {FieldCode.Tag(field, packed: false)}:");
        _source.Line(field.Presence == Presence.Repeated
            ? $"    ({local} ??= []).Add({FieldCode.Read(field.Type, "null")});"
            : $"    {local} = {FieldCode.Read(field.Type, local)};");
        _source.Line("    break;");
        if (IsPacked(field))
        {
            // A reader takes both forms, whichever the schema says.
            _source.Open($"case {FieldCode.Tag(field, packed: true)}:");
            _source.Line("int limit = reader.EnterLength();");
            _source.Block("while (reader.HasMore)", () => _source.Line($"({local} ??= []).Add({FieldCode.Read(field.Type, "null")});"));
            _source.Line();
            _source.Line("reader.LeaveLength(limit);");
            _source.Line("break;");
            _source.Close();
        }
    }

    /// <summary>By number, the order in which serializers of other languages write, so that bytes compare equal.</summary>
    private IEnumerable<FieldModel> InWireOrder() => _message.Fields.OrderBy(f => f.Number);

    private static bool IsPacked(FieldModel field) => field.Presence == Presence.Repeated && field.Type.IsPackable;

    private static string Count(FieldModel field) => field.Container == Container.Array ? "Length" : "Count";

    /// <summary>A local that cannot collide with the generated code's own names or a keyword.</summary>
    private static string Local(FieldModel field) => "_" + field.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "_" + field.Member;
}
