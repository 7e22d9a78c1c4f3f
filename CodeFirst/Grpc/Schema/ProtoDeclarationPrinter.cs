using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using static CodeFirst.Grpc.Schema.ProtoText;

namespace CodeFirst.Grpc.Schema;

/// <summary>Prints messages, enums and services: in that order, and within each as they were declared.</summary>
internal sealed class ProtoDeclarationPrinter(ProtoTextWriter text, ProtoNames names)
{
    public void PrintAll(FileDescriptorProto file)
    {
        Messages(file.MessageType, file.Package, [], SchemaPath.FileMessage);
        Enums(file.EnumType, [], SchemaPath.FileEnum);
        for (int i = 0; i < file.Service.Count; i++)
        {
            Service(file.Service[i], file.Package, [SchemaPath.FileService, i]);
        }
    }

    private void Messages(RepeatedField<DescriptorProto> messages, string scope, int[] parent, int list)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            // Map entries are written as their field's type.
            if (messages[i].Options is not { MapEntry: true })
            {
                text.Blank();
                Message(messages[i], ProtoNames.Join(scope, messages[i].Name), [.. parent, list, i]);
            }
        }
    }

    private void Message(DescriptorProto message, string fullName, int[] path)
    {
        text.Comment(path);
        bool empty = message.Field.Count == 0 && message.EnumType.Count == 0 && message.NestedType.Count == 0;
        if (empty)
        {
            text.Line($"message {message.Name} {{}}");
            return;
        }

        text.Open("message " + message.Name);
        Messages(message.NestedType, fullName, path, SchemaPath.MessageNested);
        Enums(message.EnumType, path, SchemaPath.MessageEnum);
        bool afterTypes = message.EnumType.Count > 0 || message.NestedType.Any(nested => nested.Options is not { MapEntry: true });
        for (int i = 0; i < message.Field.Count; i++)
        {
            i = Field(message, i, fullName, path, separate: afterTypes && i == 0);
        }

        text.Close();
    }

    /// <summary>Prints the field at an index, or the whole oneof that begins there; returns the index of the last printed.</summary>
    private int Field(DescriptorProto message, int index, string scope, int[] path, bool separate)
    {
        FieldDescriptorProto field = message.Field[index];
        if (field is not { HasOneofIndex: true, Proto3Optional: false })
        {
            Field(message, field, scope, [.. path, SchemaPath.MessageField, index], separate);
            return index;
        }

        int oneof = field.OneofIndex;
        int[] oneofPath = [.. path, SchemaPath.MessageOneof, oneof];
        text.Blank();
        text.Comment(oneofPath);
        text.Open("oneof " + message.OneofDecl[oneof].Name);
        int last = index;
        for (int i = index; i < message.Field.Count && message.Field[i] is { HasOneofIndex: true } member && member.OneofIndex == oneof; i++)
        {
            Field(message, message.Field[i], scope, [.. path, SchemaPath.MessageField, i], separate: false);
            last = i;
        }

        text.Close();
        return last;
    }

    private void Field(DescriptorProto message, FieldDescriptorProto field, string scope, int[] path, bool separate)
    {
        if (separate || text.HasComment(path))
        {
            text.Blank();
        }

        text.Comment(path);
        List<string> options = [];
        if (field.Options is { HasPacked: true } packing)
        {
            options.Add($"packed = {(packing.Packed ? "true" : "false")}");
        }

        if (field.JsonName.Length > 0 && field.JsonName != DefaultJsonName(field.Name))
        {
            options.Add($"json_name = {Quote(field.JsonName)}");
        }

        string listed = options.Count == 0 ? "" : $" [{string.Join(", ", options)}]";
        text.Line($"{LabelAndType(message, field, scope)} {field.Name} = {Number(field.Number)}{listed};");
    }

    private string LabelAndType(DescriptorProto message, FieldDescriptorProto field, string scope)
    {
        if (field.Label != FieldDescriptorProto.Types.Label.Repeated)
        {
            return field.Proto3Optional ? "optional " + TypeName(field, scope) : TypeName(field, scope);
        }

        DescriptorProto? entry = message.NestedType.FirstOrDefault(nested => nested.Options is { MapEntry: true } && field.TypeName == $".{scope}.{nested.Name}");
        if (entry is null)
        {
            return "repeated " + TypeName(field, scope);
        }

        FieldDescriptorProto key = entry.Field.First(f => f.Number == 1);
        FieldDescriptorProto value = entry.Field.First(f => f.Number == 2);
        return $"map<{TypeName(key, scope)}, {TypeName(value, scope)}>";
    }

    private string TypeName(FieldDescriptorProto field, string scope) => field.Type switch
    {
        FieldDescriptorProto.Types.Type.Message or FieldDescriptorProto.Types.Type.Enum => names.In(field.TypeName, scope),
        FieldDescriptorProto.Types.Type.Double => "double",
        FieldDescriptorProto.Types.Type.Float => "float",
        FieldDescriptorProto.Types.Type.Int64 => "int64",
        FieldDescriptorProto.Types.Type.Uint64 => "uint64",
        FieldDescriptorProto.Types.Type.Int32 => "int32",
        FieldDescriptorProto.Types.Type.Fixed64 => "fixed64",
        FieldDescriptorProto.Types.Type.Fixed32 => "fixed32",
        FieldDescriptorProto.Types.Type.Bool => "bool",
        FieldDescriptorProto.Types.Type.String => "string",
        FieldDescriptorProto.Types.Type.Bytes => "bytes",
        FieldDescriptorProto.Types.Type.Uint32 => "uint32",
        FieldDescriptorProto.Types.Type.Sfixed32 => "sfixed32",
        FieldDescriptorProto.Types.Type.Sfixed64 => "sfixed64",
        FieldDescriptorProto.Types.Type.Sint32 => "sint32",
        FieldDescriptorProto.Types.Type.Sint64 => "sint64",
        _ => throw new ArgumentException($"The field '{field.Name}' has the type {Number((int)field.Type)}, which proto3 does not have."),
    };

    private void Enums(RepeatedField<EnumDescriptorProto> enums, int[] parent, int list)
    {
        for (int i = 0; i < enums.Count; i++)
        {
            int[] path = [.. parent, list, i];
            text.Blank();
            text.Comment(path);
            text.Open("enum " + enums[i].Name);
            if (enums[i].Options is { AllowAlias: true })
            {
                text.Line("option allow_alias = true;");
            }

            for (int v = 0; v < enums[i].Value.Count; v++)
            {
                Member([.. path, SchemaPath.EnumValue, v], $"{enums[i].Value[v].Name} = {Number(enums[i].Value[v].Number)};");
            }

            text.Close();
        }
    }

    private void Service(ServiceDescriptorProto service, string package, int[] path)
    {
        text.Blank();
        text.Comment(path);
        text.Open("service " + service.Name);
        for (int i = 0; i < service.Method.Count; i++)
        {
            MethodDescriptorProto method = service.Method[i];
            string scope = ProtoNames.Join(package, service.Name);
            string request = (method.ClientStreaming ? "stream " : "") + names.In(method.InputType, scope);
            string response = (method.ServerStreaming ? "stream " : "") + names.In(method.OutputType, scope);
            Member([.. path, SchemaPath.ServiceMethod, i], $"rpc {method.Name}({request}) returns ({response});");
        }

        text.Close();
    }

    private void Member(int[] path, string line)
    {
        if (text.HasComment(path))
        {
            text.Blank();
        }

        text.Comment(path);
        text.Line(line);
    }

    /// <summary>What protoc makes of a field's name when nothing else is said: some_name becomes someName.</summary>
    private static string DefaultJsonName(string name)
    {
        var json = new System.Text.StringBuilder(name.Length);
        bool upper = false;
        foreach (char c in name)
        {
            if (c == '_')
            {
                upper = true;
                continue;
            }

            json.Append(upper && char.IsAsciiLetterLower(c) ? (char)(c - 32) : c);
            upper = false;
        }

        return json.ToString();
    }
}
