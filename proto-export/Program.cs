using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.ProtoExport;

// Writes the .proto files of the contracts into the folder given, by default this project's own.
if (args.Length > 1 || args is [['-', ..]])
{
    Console.Error.WriteLine("usage: dotnet run --project proto-export [-- FOLDER]");
    return 2;
}

string? folder = args is [var given] ? given : ProjectFolder.Find(Directory.GetCurrentDirectory());
if (folder is null)
{
    Console.Error.WriteLine("proto-export: this is not a clone of the repository; name the folder to write into.");
    return 2;
}

try
{
    Directory.CreateDirectory(folder);
    foreach (FileDescriptorProto file in ContractFiles.All)
    {
        string path = Path.Combine(folder, file.Name);
        File.WriteAllText(path, ProtoText.Print(file));
        Console.WriteLine(path);
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine("proto-export: " + e.Message);
    return 4;
}

return 0;
