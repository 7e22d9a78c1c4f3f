using CodeFirst.Grpc.Schema;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli;

/// <summary>The contracts as .proto files.</summary>
internal static class SchemaFiles
{
    /// <summary>Name and text of each, that of the Satellite service first.</summary>
    public static IEnumerable<(string Name, string Text)> All => ContractFiles.All.Select(file => (file.Name, ProtoText.Print(file)));
}
