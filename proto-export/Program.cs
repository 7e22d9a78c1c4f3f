using System.Reflection;
using CodeFirst.ProtoExport;

// Writes the .proto files of the contracts in a built assembly.
if (args is not [var assembly, var folder, .. { Length: < 2 } list])
{
    Console.Error.WriteLine("""
        usage: proto-export ASSEMBLY FOLDER [LIST]
        LIST is a file that names the assemblies which ASSEMBLY references, one a line; by default they are beside it.
        From a project: dotnet build -p:ExportProto=FOLDER
        """);
    return 2;
}

try
{
    Assembly contracts = ContractAssembly.Load(assembly, list is [var path] ? File.ReadAllLines(path) : null);
    string[] files = [.. SchemaFolder.Write(contracts, folder)];
    Array.ForEach(files, Console.WriteLine);

    // A build exports from each of its projects, whether it has contracts or not.
    if (files.Length == 0 && list is [])
    {
        Console.WriteLine($"{contracts.GetName().Name} has no compiled contracts.");
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException
    or TypeInitializationException)
{
    Console.Error.WriteLine($"proto-export: the schema of '{assembly}' could not be written to '{folder}': {e.Message}");
    return 4;
}

return 0;
