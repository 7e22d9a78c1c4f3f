using System.Diagnostics;
using System.Reflection;
using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;

namespace Tests.Generator;

/// <summary>Google's compiler, which says whether a schema is one.</summary>
internal static class Protoc
{
    /// <summary>What it makes of the files' text.</summary>
    public static async Task<FileDescriptorSet> CompileAsync(IEnumerable<FileDescriptorProto> files, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("protoc");
        try
        {
            string output = Path.Combine(folder.FullName, "descriptors");
            var start = new ProcessStartInfo(Metadata("protoc"), [
                "-I",
                folder.FullName,
                "-I",
                Metadata("protoc-imports"),
                $"--descriptor_set_out={output}",
            ]) { RedirectStandardError = true };
            foreach (FileDescriptorProto file in files)
            {
                string path = Path.Combine(folder.FullName, file.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, ProtoText.Print(file), cancellation);
                start.ArgumentList.Add(path);
            }

            using Process process = Process.Start(start)!;
            Assert.AreEqual("", await process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            return FileDescriptorSet.Parser.ParseFrom(await File.ReadAllBytesAsync(output, cancellation));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Metadata(string key) =>
        typeof(Protoc).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
