namespace CodeFirst.Generator.Model;

/// <summary>What an assembly declares and the generator compiles.</summary>
/// <param name="Fallbacks">What protobuf-net handles instead.</param>
/// <param name="IsComplete">Whether no mistake keeps a message or service out.</param>
internal sealed record AssemblyContracts(
    EquatableArray<MessageModel> Messages,
    EquatableArray<ServiceModel> Services,
    AssemblyModel Assembly,
    EquatableArray<FallbackModel> Fallbacks,
    bool IsComplete)
{
    /// <summary>The enums that messages use, each once.</summary>
    public IEnumerable<EnumModel> Enums => Messages.SelectMany(m => m.Enums).GroupBy(e => e.Type.FullName).Select(g => g.First());
}

/// <summary>The assembly itself.</summary>
/// <param name="Namespace">The namespace of code generated for the assembly as a whole.</param>
internal sealed record AssemblyModel(string Name, string Namespace, EquatableArray<PackageOptions> Packages)
{
    /// <summary>Path of a package's schema file.</summary>
    public string FileOf(string package) => Packages.FirstOrDefault(p => p.Package == package)?.File
        ?? (package.Length == 0 ? Name : package.Replace('.', '/')) + ".proto";
}

/// <summary>An <c>[assembly: ProtoFile]</c>.</summary>
internal sealed record PackageOptions(string Package, string? File, string? GoPackage);
