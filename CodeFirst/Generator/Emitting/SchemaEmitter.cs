namespace CodeFirst.Generator.Emitting;

/// <summary>Emits a schema file as a FileDescriptorProto, from which text and reflection are made.</summary>
internal sealed class SchemaEmitter(SchemaFile file, NameTable names, IEnumerable<Comment> comments)
{
    // Each message that uses an enum brings the enum's comments.
    private readonly Dictionary<string, string> _comments = comments.GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Last().Text);
    private readonly List<(string Path, string Text)> _locations = [];
    private readonly SourceWriter _source = new(file.Namespace, []);

    public string Emit()
    {
        _source.Paragraph("using global::Google.Protobuf.Reflection;");
        _source.Block($"internal static class {file.ClassName}", () =>
        {
            _source.Paragraph("private static FileDescriptorProto? _file;");
            _source.Paragraph("public static FileDescriptorProto File => _file ??= Create();");
            _source.Open("private static FileDescriptorProto Create() => new FileDescriptorProto()");
            _source.Line($"Name = {InSource.Text(file.Path)},");
            _source.Line($"Package = {InSource.Text(file.Package)},");
            _source.Line("Syntax = \"proto3\",");
            if (file.GoPackage is not null)
            {
                _source.Line($"Options = new FileOptions() {{ GoPackage = {InSource.Text(file.GoPackage)} }},");
            }

            EmitList("Dependency", file.Imports(names), (import, _) => _source.Line(InSource.Text(import) + ","));
            EmitList("MessageType", file.Messages, EmitMessage);
            EmitList("EnumType", file.Enums, EmitEnum);
            EmitList("Service", file.Services, EmitService);
            EmitList("SourceCodeInfo = new SourceCodeInfo() { Location", _locations, (l, _) => _source.Line(
                $"new SourceCodeInfo.Types.Location() {{ Path = {{ {l.Path} }}, Span = {{ 0, 0, 0 }}, "
                + $"LeadingComments = {InSource.Text(l.Text)} }},"), " }");
            _source.Close(";");
        });
        return _source.ToString();
    }

    private void EmitMessage(MessageModel message, int index)
    {
        // Field numbers of descriptor.proto: 4 is FileDescriptorProto.message_type, 2 is DescriptorProto.field.
        string path = $"4, {index}";
        Comment(path, message.Type.FullName);
        _source.Open("new DescriptorProto()");
        _source.Line($"Name = {InSource.Text(message.ProtoName)},");

        // The members of a oneof stand together.
        List<FieldModel> fields = [.. message.Fields.GroupBy(f => f.Oneof ?? "=" + f.ProtoName).SelectMany(g => g)];
        List<string> declared = [.. fields.Select(f => f.Oneof).OfType<string>().Distinct()];
        List<FieldModel> optional = [.. fields.Where(IsOptional)];
        EmitList("Field", fields, (field, i) =>
        {
            Comment($"{path}, 2, {i}", message.Type.FullName + "/" + field.ProtoName);
            int? oneof = field.Oneof is not null ? declared.IndexOf(field.Oneof)
                : IsOptional(field) ? declared.Count + optional.IndexOf(field)
                : null;
            _source.Line($"new FieldDescriptorProto() {{ {Field(field, message, oneof)} }},");
        });
        EmitList("NestedType", [.. message.Fields.Where(f => f.Key is not null)], (map, _) => EmitMapEntry(map));
        HashSet<string> taken = [.. declared, .. fields.Select(f => f.ProtoName)];
        EmitList("OneofDecl", [.. declared, .. optional.Select(f => OwnOneof(f, taken))], (name, _) =>
            _source.Line($"new OneofDescriptorProto() {{ Name = {InSource.Text(name)} }},"));
        _source.Close(",");
    }

    /// <summary>A map is a repeated field of a nested message with key and value.</summary>
    private void EmitMapEntry(FieldModel field)
    {
        _source.Open("new DescriptorProto()");
        _source.Line($"Name = {InSource.Text(ProtoNames.ToEntryName(field.ProtoName))},");
        _source.Line("Options = new MessageOptions() { MapEntry = true },");
        _source.Open("Field =");
        _source.Line(Part("key", 1, field.Key!));
        _source.Line(Part("value", 2, field.Type));
        _source.Close(",");
        _source.Close(",");

        string Part(string name, int number, ProtoType type) =>
            $"new FieldDescriptorProto() {{ Name = \"{name}\", Number = {number}, "
            + $"Label = FieldDescriptorProto.Types.Label.Optional, {TypeOf(type)}, JsonName = \"{name}\" }},";
    }

    private string Field(FieldModel field, MessageModel message, int? oneof)
    {
        string?[] parts =
        [
            $"Name = {InSource.Text(field.ProtoName)}",
            $"Number = {field.Number.ToString(CultureInfo.InvariantCulture)}",
            $"Label = FieldDescriptorProto.Types.Label.{(field.Presence == Presence.Repeated ? "Repeated" : "Optional")}",
            field.Key is null
                ? TypeOf(field.Type)
                : TypeOf("Message", names[message.Type.FullName].FullName + "." + ProtoNames.ToEntryName(field.ProtoName)),
            $"JsonName = {InSource.Text(ProtoNames.ToJsonName(field.ProtoName))}",
            oneof is { } index ? $"OneofIndex = {index.ToString(CultureInfo.InvariantCulture)}" : null,
            IsOptional(field) ? "Proto3Optional = true" : null,
            field.Packing == Packing.Unpacked ? "Options = new FieldOptions() { Packed = false }" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private void EmitEnum(EnumModel model, int index)
    {
        // 5 is FileDescriptorProto.enum_type, 2 is EnumDescriptorProto.value.
        string path = $"5, {index}";
        Comment(path, model.Type.FullName);
        _source.Open("new EnumDescriptorProto()");
        _source.Line($"Name = {InSource.Text(model.ProtoName)},");
        if (model.Values.Select(v => v.Number).Distinct().Count() < model.Values.Count)
        {
            _source.Line("Options = new EnumOptions() { AllowAlias = true },");
        }

        EmitList("Value", model.Values, (value, i) =>
        {
            Comment($"{path}, 2, {i}", model.Type.FullName + "/" + value.ProtoName);

            // Invariant: in some cultures the minus is U+2212, which is not C#.
            string number = value.Number.ToString(CultureInfo.InvariantCulture);
            _source.Line($"new EnumValueDescriptorProto() {{ Name = {InSource.Text(value.ProtoName)}, Number = {number} }},");
        });
        _source.Close(",");
    }

    private void EmitService(ServiceModel service, int index)
    {
        // 6 is FileDescriptorProto.service, 2 is ServiceDescriptorProto.method.
        string path = $"6, {index}";
        Comment(path, service.Type.FullName);
        _source.Open("new ServiceDescriptorProto()");
        _source.Line($"Name = {InSource.Text(service.ProtoName)},");
        EmitList("Method", [.. service.InSchema], (method, i) =>
        {
            Comment($"{path}, 2, {i}", service.Type.FullName + "/" + method.ProtoName);
            string input = InSource.Text("." + names.NameOf(method.Request));
            string output = InSource.Text("." + names.NameOf(method.Response));
            string client = method.TakesStream ? ", ClientStreaming = true" : "";
            string server = method.ReturnsStream ? ", ServerStreaming = true" : "";
            string types = $"InputType = {input}, OutputType = {output}{client}{server}";
            _source.Line($"new MethodDescriptorProto() {{ Name = {InSource.Text(method.ProtoName)}, {types} }},");
        });
        _source.Close(",");
    }

    private void EmitList<T>(string name, IReadOnlyList<T> items, Action<T, int> emit, string after = "")
    {
        if (items.Count == 0)
        {
            return;
        }

        _source.Open(name + " =");
        for (int i = 0; i < items.Count; i++)
        {
            emit(items[i], i);
        }

        _source.Close(after + ",");
    }

    private void Comment(string path, string key)
    {
        if (_comments.TryGetValue(key, out string text))
        {
            // protoc keeps each line as it stands behind its slashes, with a leading blank.
            _locations.Add((path, string.Concat(text.Split('\n').Select(line => line.Length == 0 ? "\n" : " " + line + "\n"))));
        }
    }

    private static bool IsOptional(FieldModel field) =>
        field is { Presence: Presence.Explicit, Oneof: null, Type: { Kind: not ValueKind.Message, IsWellKnown: false } };

    /// <summary>The oneof that protoc makes for an optional field; these follow the declared ones.</summary>
    private static string OwnOneof(FieldModel field, HashSet<string> taken)
    {
        string name = field.ProtoName[0] == '_' ? field.ProtoName : "_" + field.ProtoName;
        while (!taken.Add(name))
        {
            name = "X" + name;
        }

        return name;
    }

    private string TypeOf(ProtoType type) => TypeOf(TypeName(type), type.Reference is { } reference ? names.NameOf(reference) : null);

    private static string TypeOf(string kind, string? name) =>
        $"Type = FieldDescriptorProto.Types.Type.{kind}" + (name is null ? "" : $", TypeName = {InSource.Text("." + name)}");

    private static string TypeName(ProtoType type) => type.Kind switch
    {
        ValueKind.ByteArray or ValueKind.ByteMemory or ValueKind.GuidBytes => "Bytes",
        ValueKind.DateTime or ValueKind.TimeSpan => "Message",
        ValueKind.DateOnly => "Int32",
        ValueKind.TimeOnly => "Int64",
        ValueKind.GuidText or ValueKind.Decimal => "String",

        // Google.Protobuf writes Uint32 and Sfixed32.
        var kind => ProtoNames.Capitalized(kind.ToString().ToLowerInvariant()),
    };
}
