namespace CodeFirstSatellite.ProtoExport;

/// <summary>Finds this project's folder, where the committed .proto files are.</summary>
internal static class ProjectFolder
{
    private const string Project = "proto-export.csproj";

    /// <summary>The nearest to where the command was typed: that folder, or one in it or above it.</summary>
    public static string? Find(string start)
    {
        for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string[] candidates = [folder, Path.Combine(folder, "proto-export")];
            if (candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, Project))) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
