using System.Reflection;
using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;

namespace CodeFirst.ProtoExport;

/// <summary>Writes an assembly's schema into a folder.</summary>
internal static class SchemaFolder
{
    /// <summary>
    /// Writes the files of the assembly's contracts and those that they import, but for google.protobuf's, which protoc has; returns their
    /// paths. A file that is up to date is left alone.
    /// </summary>
    public static IEnumerable<string> Write(Assembly contracts, string folder)
    {
        foreach (FileDescriptorProto file in SchemaFiles.Of(contracts))
        {
            if (!file.Name.StartsWith("google/protobuf/", StringComparison.Ordinal))
            {
                string path = Path.Combine(folder, file.Name);
                Replace(path, ProtoText.Print(file));
                yield return path;
            }
        }
    }

    /// <summary>Replaces a file in one step: projects that are built at once may import the same file.</summary>
    private static void Replace(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return;
        }

        string folder = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!).FullName;
        string written = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllText(written, text);
        File.Move(written, path, overwrite: true);
    }
}
