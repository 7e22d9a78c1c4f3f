namespace CodeFirst.Generator.Model;

/// <summary>The schema names of this assembly's messages and enums.</summary>
internal sealed record NameTable(EquatableArray<ProtoName> Names)
{
    public ProtoName this[string type] => Names.First(n => n.Type == type);

    /// <summary>Full protobuf name of a type of any assembly.</summary>
    public string NameOf(ProtoTypeRef type) => type.ImportedName ?? this[type.FullName].FullName;

    /// <summary>Schema file of a type of any assembly.</summary>
    public string FileOf(ProtoTypeRef type) => type.ImportedFile ?? this[type.FullName].File;
}

/// <summary>The schema name of a message or enum.</summary>
/// <param name="Type">The C# type with <c>global::</c>.</param>
/// <param name="FullName">The protobuf name with its package.</param>
/// <param name="File">Path of the schema file.</param>
internal sealed record ProtoName(string Type, string FullName, string File)
{
    /// <summary>The package, empty for none.</summary>
    public string Package => FullName.LastIndexOf('.') is >= 0 and var dot ? FullName.Substring(0, dot) : "";
}
