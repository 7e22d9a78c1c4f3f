using CodeFirst.Grpc.Schema;
using CodeFirst.Grpc.Schema.Generated;

namespace CodeFirst.Grpc.Server;

/// <summary>The schema of the services that a server serves: their files, all that these import, and what each declares.</summary>
internal sealed class ServedSchema
{
    private readonly Dictionary<string, ServedFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServedFile> _symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    public ServedSchema(IReadOnlyCollection<ServiceContract> contracts)
    {
        Services = [.. contracts.Select(c => c.Name).Distinct().Order(StringComparer.Ordinal)];
        foreach (ServiceContract contract in contracts)
        {
            Add(contract.File);
        }
    }

    /// <summary>Full names of the services, in order.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The file of a path and all that it imports, serialized; null when there is none.</summary>
    public List<ReadOnlyMemory<byte>>? FileAt(string path) => _files.TryGetValue(path, out ServedFile? file) ? file.WithImports() : null;

    /// <summary>The file that declares a symbol and all that it imports, serialized; null when there is none.</summary>
    public List<ReadOnlyMemory<byte>>? FileOf(string symbol) => _symbols.TryGetValue(symbol, out ServedFile? file) ? file.WithImports() : null;

    public bool HasMessage(string name) => _messages.Contains(name);

    private ServedFile Add(FileDescriptorProto descriptor)
    {
        if (_files.TryGetValue(descriptor.Name, out ServedFile? known))
        {
            return known;
        }

        var file = new ServedFile(FileDescriptorProtoSerializer.Instance.ToArray(descriptor));
        _files.Add(descriptor.Name, file);
        DeclareFile(descriptor, file);
        foreach (string path in descriptor.Dependency)
        {
            if (SchemaFiles.TryGet(path, out FileDescriptorProto? import))
            {
                file.Imports.Add(Add(import));
            }
        }

        return file;
    }

    private void DeclareFile(FileDescriptorProto descriptor, ServedFile file)
    {
        DeclareTypes(descriptor.Package, descriptor.MessageType, descriptor.EnumType, file);
        foreach (ServiceDescriptorProto service in descriptor.Service)
        {
            string name = Declare(descriptor.Package, service.Name, file);
            service.Method.ForEach(method => Declare(name, method.Name, file));
        }
    }

    private void DeclareTypes(string scope, List<DescriptorProto> messages, List<EnumDescriptorProto> enums, ServedFile file)
    {
        foreach (DescriptorProto message in messages)
        {
            string name = Declare(scope, message.Name, file);
            _messages.Add(name);
            message.Field.ForEach(field => Declare(name, field.Name, file));
            message.OneofDecl.ForEach(oneof => Declare(name, oneof.Name, file));
            DeclareTypes(name, message.NestedType, message.EnumType, file);
        }

        foreach (EnumDescriptorProto type in enums)
        {
            Declare(scope, type.Name, file);

            // descriptor.proto, EnumValueDescriptorProto: as in C++, values are siblings of their enum, not children.
            type.Value.ForEach(value => Declare(scope, value.Name, file));
        }
    }

    private string Declare(string scope, string name, ServedFile file)
    {
        string fullName = ProtoNames.Join(scope, name);
        _symbols.TryAdd(fullName, file);
        return fullName;
    }
}

/// <summary>One file of a <see cref="ServedSchema"/>.</summary>
internal sealed class ServedFile(byte[] descriptor)
{
    /// <summary>The files that it imports.</summary>
    public List<ServedFile> Imports { get; } = [];

    /// <summary>The file itself, then each that it imports directly or by way of another, once.</summary>
    public List<ReadOnlyMemory<byte>> WithImports()
    {
        var files = new List<ServedFile> { this };
        for (int i = 0; i < files.Count; i++)
        {
            files.AddRange(files[i].Imports.Except(files));
        }

        return files.ConvertAll(file => file.Descriptor);
    }

    private ReadOnlyMemory<byte> Descriptor => descriptor;
}
