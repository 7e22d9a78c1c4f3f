using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Grpc.Schema;

/// <summary>The schema files of all assemblies whose contracts are registered, by path.</summary>
public static class SchemaFiles
{
    private static readonly ConcurrentDictionary<string, Func<FileDescriptorProto>> Registered = new(StringComparer.Ordinal);

    /// <summary>Registers a file; called by generated code. The file is made when it is first asked for.</summary>
    public static void Register(string path, Func<FileDescriptorProto> create) => Registered[path] = create;

    /// <summary>Finds a file by its path, such as <c>google/protobuf/empty.proto</c>.</summary>
    public static bool TryGet(string path, [NotNullWhen(true)] out FileDescriptorProto? file)
    {
        file = Registered.TryGetValue(path, out Func<FileDescriptorProto>? create) ? create() : null;
        return file is not null;
    }
}
