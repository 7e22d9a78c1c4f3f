namespace CodeFirst.Generator.Model;

/// <summary>What the assembly's <c>[assembly: ProtoFile]</c> says of one package.</summary>
internal sealed record PackageOptions(string Package, string? File, string? GoPackage);

/// <summary>What is known of the assembly as a whole.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Where what is generated for the whole of it goes.</param>
/// <param name="Packages">What it says of its packages.</param>
internal sealed record AssemblyModel(string Name, string Namespace, EquatableArray<PackageOptions> Packages);

/// <summary>All that an assembly declares and that can be generated.</summary>
/// <param name="Messages">Its messages.</param>
/// <param name="Services">Its services.</param>
/// <param name="Assembly">The assembly itself.</param>
/// <param name="Left">What is left to protobuf-net.</param>
/// <param name="IsComplete">Whether no mistake of a message or service keeps it out.</param>
internal sealed record AssemblyContracts(
    EquatableArray<MessageModel> Messages,
    EquatableArray<ServiceModel> Services,
    AssemblyModel Assembly,
    EquatableArray<FallbackModel> Left,
    bool IsComplete)
{
    /// <summary>The enums that messages use, each once.</summary>
    public IEnumerable<EnumModel> Enums => Messages.SelectMany(m => m.Enums).GroupBy(e => e.Type.FullName).Select(g => g.First());
}

/// <summary>The schema name of one type of this assembly.</summary>
/// <param name="Type">The C# type with <c>global::</c>.</param>
/// <param name="FullName">The protobuf name with its package.</param>
/// <param name="File">The schema file.</param>
internal sealed record ProtoName(string Type, string FullName, string File)
{
    /// <summary>The package, empty for none.</summary>
    public string Package => FullName.LastIndexOf('.') is >= 0 and var dot ? FullName.Substring(0, dot) : "";

    /// <summary>The C# type as a person reads it in a message.</summary>
    public string Readable => Type.Replace("global::", "");
}

/// <summary>The schema names of all types of this assembly.</summary>
internal sealed record NameTable(EquatableArray<ProtoName> Names)
{
    public ProtoName this[string type] => Names.First(n => n.Type == type);

    /// <summary>Full protobuf name of a type, wherever it is declared.</summary>
    public string NameOf(ProtoTypeRef type) => type.ImportedName ?? this[type.FullName].FullName;

    /// <summary>Schema file of a type, wherever it is declared.</summary>
    public string FileOf(ProtoTypeRef type) => type.ImportedFile ?? this[type.FullName].File;
}

/// <summary>The doc comment of a declaration, as plain text.</summary>
/// <param name="Key">The type's full name, followed by <c>/member</c> for a member.</param>
/// <param name="Text">The text; lines are separated by LF.</param>
internal sealed record Comment(string Key, string Text);
