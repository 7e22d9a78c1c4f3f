using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Grpc.Schema;

/// <summary>The schema files of all assemblies with contracts, and google.protobuf's, by path; each is made when asked for.</summary>
public static class SchemaFiles
{
    private static readonly ConcurrentDictionary<string, Func<FileDescriptorProto>[]> Registered = new(StringComparer.Ordinal)
    {
        ["google/protobuf/empty.proto"] = [static () => EmptyReflection.Descriptor.ToProto()],
        ["google/protobuf/timestamp.proto"] = [static () => TimestampReflection.Descriptor.ToProto()],
        ["google/protobuf/duration.proto"] = [static () => DurationReflection.Descriptor.ToProto()],
        ["google/protobuf/wrappers.proto"] = [static () => WrappersReflection.Descriptor.ToProto()],
    };

    /// <summary>Registers a file; called by generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register(string path, Func<FileDescriptorProto> create) =>
        Registered.AddOrUpdate(path, static (_, added) => [added], static (_, known, added) => [.. known, added], create);

    /// <summary>Finds a file by its path, such as <c>google/protobuf/empty.proto</c>.</summary>
    /// <exception cref="InvalidOperationException">Several assemblies have a file of that path, with different content.</exception>
    public static bool TryGet(string path, [NotNullWhen(true)] out FileDescriptorProto? file)
    {
        FileDescriptorProto[] files = [.. Registered.GetValueOrDefault(path, []).Select(create => create())];
        file = files.FirstOrDefault();
        return files.Distinct().Count() < 2 ? file is not null : throw new InvalidOperationException(
            $"The schema file '{path}' is written by the assemblies {string.Join(" and ", Registered[path].Zip(files, WriterOf))}, "
            + "each with content of its own, and whoever asks for it can be given one only. Name the file of one otherwise, in its own "
            + $"assembly: [assembly: ProtoFile(\"{files[^1].Package}\", FileName = \"….proto\")].");
    }

    /// <summary>The files that an assembly's contracts are in, and all that they import; each comes after its imports.</summary>
    /// <exception cref="InvalidOperationException">A file that is imported is missing or ambiguous.</exception>
    public static IReadOnlyList<FileDescriptorProto> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return WithImports(Registered
            .Where(file => file.Value.Any(create => create.Method.Module.Assembly == assembly))
            .Select(static file => file.Key)
            .Order(StringComparer.Ordinal));
    }

    /// <summary>Files by their paths, and all that they import; each comes after its imports.</summary>
    internal static IReadOnlyList<FileDescriptorProto> WithImports(params IEnumerable<string> paths)
    {
        var files = new List<FileDescriptorProto>();
        paths.ToList().ForEach(Add);
        return files;

        void Add(string path)
        {
            if (!files.Exists(added => added.Name == path))
            {
                FileDescriptorProto file = TryGet(path, out FileDescriptorProto? found) ? found
                    : throw new InvalidOperationException($"'{path}' is imported by a schema file, and no assembly has it.");
                file.Dependency.ToList().ForEach(Add);
                files.Add(file);
            }
        }
    }

    private static string WriterOf(Func<FileDescriptorProto> create, FileDescriptorProto file) =>
        $"'{create.Method.Module.Assembly.GetName().Name}' (package '{file.Package}')";
}
