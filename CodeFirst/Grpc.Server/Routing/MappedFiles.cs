using CodeFirst.Grpc.Schema;

namespace CodeFirst.Grpc.Server;

/// <summary>The schema files of mapped contracts and those that they import: one of each path, so that reflection can serve them.</summary>
internal sealed class MappedFiles
{
    private readonly Dictionary<string, FileDescriptorProto> _files = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Another assembly writes a file of that path, or of one that it imports.</exception>
    public void Add(FileDescriptorProto file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            if (!SchemaFiles.AreEqual(_files[file.Name], file))
            {
                throw SchemaFiles.Clash(file.Name);
            }

            return;
        }

        foreach (string path in file.Dependency)
        {
            if (SchemaFiles.TryGet(path, out FileDescriptorProto? import))
            {
                Add(import);
            }
        }
    }
}
