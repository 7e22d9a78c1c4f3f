using System.Reflection;

namespace CodeFirstSatellite.Cli;

/// <summary>The contracts as .proto files: those that proto-export wrote, since this stack has no schema to print.</summary>
internal static class SchemaFiles
{
    /// <summary>Name and text of each, that of the Satellite service first.</summary>
    public static IEnumerable<(string Name, string Text)> All => [Read("satellite.proto"), Read("catalog.proto"), Read("archive.proto"), Read("live.proto")];

    private static (string Name, string Text) Read(string name)
    {
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(file);
        return (name, reader.ReadToEnd());
    }
}
