using System.Reflection;
using System.Runtime.Loader;

namespace CodeFirst.ProtoExport;

/// <summary>A built assembly with contracts.</summary>
internal static class ContractAssembly
{
    /// <summary>
    /// Loads an assembly, and from then on whatever it references: CodeFirst.Grpc too, in the version that made the contracts.
    /// </summary>
    /// <param name="path">The assembly's file.</param>
    /// <param name="references">Files to find its references among, the first of each name; null for all files beside it.</param>
    public static Assembly Load(string path, IEnumerable<string>? references)
    {
        string file = Path.GetFullPath(path);
        ILookup<string, string> known = (references ?? Directory.GetFiles(Path.GetDirectoryName(file)!, "*.dll"))
            .ToLookup(static reference => Path.GetFileNameWithoutExtension(reference), StringComparer.OrdinalIgnoreCase);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            known[name.Name!].FirstOrDefault() is { } found ? context.LoadFromAssemblyPath(Path.GetFullPath(found)) : null;
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
    }
}
