using Google.Protobuf.Collections;
using static CodeFirst.Grpc.Schema.ProtoText;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace CodeFirst.Grpc.Schema;

/// <summary>Prints messages, then enums, then services, each in order of declaration.</summary>
/// <remarks>
/// A path names a declaration, as <see cref="SourceCodeInfo.Types.Location.Path"/> does: field numbers of descriptor.proto, and an index
/// after that of a list. <c>[4, 0, 2, 1]</c> is the second field of the file's first message.
/// </remarks>
internal sealed class ProtoDeclarationPrinter(ProtoTextWriter text, TypeNames names)
{
    public void PrintAll(FileDescriptorProto file)
    {
        Messages(file.MessageType, file.Package, [FileDescriptorProto.MessageTypeFieldNumber]);
        Enums(file.EnumType, [FileDescriptorProto.EnumTypeFieldNumber]);
        for (int i = 0; i < file.Service.Count; i++)
        {
            Service(file.Service[i], TypeNames.Join(file.Package, file.Service[i].Name), [FileDescriptorProto.ServiceFieldNumber, i]);
        }
    }

    private void Messages(RepeatedField<DescriptorProto> messages, string scope, int[] list)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            if (!IsMapEntry(messages[i]))
            {
                text.Blank();
                Message(messages[i], TypeNames.Join(scope, messages[i].Name), [.. list, i]);
            }
        }
    }

    private void Message(DescriptorProto message, string fullName, int[] path)
    {
        if (message.Field.Count == 0 && message.EnumType.Count == 0 && message.NestedType.Count == 0)
        {
            text.Comment(path);
            text.Line($"message {message.Name} {{}}");
            return;
        }

        text.Open(path, "message " + message.Name);
        Messages(message.NestedType, fullName, [.. path, DescriptorProto.NestedTypeFieldNumber]);
        Enums(message.EnumType, [.. path, DescriptorProto.EnumTypeFieldNumber]);
        bool afterTypes = message.EnumType.Count > 0 || !message.NestedType.All(IsMapEntry);
        int? oneof = null;
        for (int i = 0; i < message.Field.Count; i++)
        {
            FieldDescriptorProto field = message.Field[i];
            int? next = field is { HasOneofIndex: true, Proto3Optional: false } ? field.OneofIndex : null;
            if (oneof is not null && next != oneof)
            {
                text.Close();
            }

            if (next is { } index && next != oneof)
            {
                text.Blank();
                text.Open([.. path, DescriptorProto.OneofDeclFieldNumber, index], "oneof " + message.OneofDecl[index].Name);
            }

            oneof = next;
            string label = field.Proto3Optional ? "optional " : "";
            Member(
                [.. path, DescriptorProto.FieldFieldNumber, i],
                $"{label}{TypeOf(field, message, fullName)} {field.Name} = {Number(field.Number)}{OptionsOf(field)};",
                separate: afterTypes && i == 0);
        }

        if (oneof is not null)
        {
            text.Close();
        }

        text.Close();
    }

    private static string OptionsOf(FieldDescriptorProto field)
    {
        string?[] options =
        [
            field.Options is { HasPacked: true } packing ? $"packed = {(packing.Packed ? "true" : "false")}" : null,
            field.JsonName.Length > 0 && field.JsonName != DefaultJsonName(field.Name) ? $"json_name = {Quote(field.JsonName)}" : null,
        ];
        return options.OfType<string>().Any() ? $" [{string.Join(", ", options.OfType<string>())}]" : "";
    }

    /// <summary>The JSON name that protoc derives from a field's name: someName from some_name.</summary>
    private static string DefaultJsonName(string name) =>
        name.Split('_').Aggregate(static (json, part) => json + (part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));

    private string TypeOf(FieldDescriptorProto field, DescriptorProto message, string scope)
    {
        if (field.Label != FieldDescriptorProto.Types.Label.Repeated)
        {
            return TypeName(field, scope);
        }

        return message.NestedType.FirstOrDefault(nested => IsMapEntry(nested) && field.TypeName == $".{scope}.{nested.Name}") is { } entry
            ? $"map<{TypeName(entry.Field.First(f => f.Number == 1), scope)}, {TypeName(entry.Field.First(f => f.Number == 2), scope)}>"
            : "repeated " + TypeName(field, scope);
    }

    private string TypeName(FieldDescriptorProto field, string scope) => field.Type switch
    {
        FieldType.Message or FieldType.Enum => names.In(field.TypeName, scope),
        FieldType.Group => throw new ArgumentException($"The field '{field.Name}' is a group, which proto3 does not have."),

        // The enum names all other types as .proto files do.
        _ => field.Type.ToString().ToLowerInvariant(),
    };

    private void Enums(RepeatedField<EnumDescriptorProto> enums, int[] list)
    {
        for (int i = 0; i < enums.Count; i++)
        {
            int[] path = [.. list, i];
            text.Blank();
            text.Open(path, "enum " + enums[i].Name);
            if (enums[i].Options is { AllowAlias: true })
            {
                text.Line("option allow_alias = true;");
            }

            for (int v = 0; v < enums[i].Value.Count; v++)
            {
                EnumValueDescriptorProto value = enums[i].Value[v];
                Member([.. path, EnumDescriptorProto.ValueFieldNumber, v], $"{value.Name} = {Number(value.Number)};");
            }

            text.Close();
        }
    }

    private void Service(ServiceDescriptorProto service, string fullName, int[] path)
    {
        text.Blank();
        text.Open(path, "service " + service.Name);
        for (int i = 0; i < service.Method.Count; i++)
        {
            MethodDescriptorProto method = service.Method[i];
            string request = (method.ClientStreaming ? "stream " : "") + names.In(method.InputType, fullName);
            string response = (method.ServerStreaming ? "stream " : "") + names.In(method.OutputType, fullName);
            Member([.. path, ServiceDescriptorProto.MethodFieldNumber, i], $"rpc {method.Name}({request}) returns ({response});");
        }

        text.Close();
    }

    private void Member(int[] path, string line, bool separate = false)
    {
        if (separate || text.HasComment(path))
        {
            text.Blank();
        }

        text.Comment(path);
        text.Line(line);
    }

    /// <summary>Map entries are printed as their field's type.</summary>
    private static bool IsMapEntry(DescriptorProto message) => message.Options is { MapEntry: true };
}
