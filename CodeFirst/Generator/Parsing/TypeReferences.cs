namespace CodeFirst.Generator.Parsing;

/// <summary>Makes references to the messages and enums that a contract uses.</summary>
internal static class TypeReferences
{
    /// <summary>A google.protobuf message that C# has a type of its own for.</summary>
    public static ProtoTypeRef WellKnown(string type, string name)
    {
        string file = name == "BytesValue" ? "wrappers" : name.ToLowerInvariant();
        return new("global::" + type, "", "google.protobuf." + name, $"google/protobuf/{file}.proto");
    }

    /// <summary>A message that protobuf-net serializes.</summary>
    public static ProtoTypeRef Foreign(ITypeSymbol type) => new(type.FullName(), "", null, null, IsForeign: true);

    /// <summary>Null for a type of another assembly that does not describe it with [ProtoMessage].</summary>
    public static ProtoTypeRef? Find(INamedTypeSymbol type, IAssemblySymbol compiled)
    {
        IAssemblySymbol home = type.ContainingAssembly;
        if (SymbolEqualityComparer.Default.Equals(home, compiled))
        {
            LocalType local = type.ToLocalType();
            return new(local.FullName, local.Generated("Serializer"), null, null);
        }

        foreach (AttributeData attribute in home.Attributes(KnownNames.ProtoMessage))
        {
            if (attribute.ConstructorArguments is { Length: 4 } arguments
                && arguments[0].Value is ITypeSymbol described
                && SymbolEqualityComparer.Default.Equals(described, type)
                && arguments[1].Value is string fullName
                && arguments[2].Value is string file
                && arguments[3].Value is ITypeSymbol serializer)
            {
                string name = fullName.Substring(fullName.LastIndexOf('.') + 1);
                return new(type.FullName(), serializer.FullName(), fullName, file, new(EnumParser.Values(type, name).Select(v => v.Value)));
            }
        }

        return null;
    }

    /// <summary>The reason for a fallback where <see cref="Find"/> gives null for a message.</summary>
    public static string NotDescribed(ITypeSymbol type) =>
        $"'{type.Readable()}' is of the assembly '{type.ContainingAssembly.Name}', "
        + "which runs no contract generator or leaves it to protobuf-net";
}
