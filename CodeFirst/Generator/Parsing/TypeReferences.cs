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

        object?[]? described = home.Attributes(KnownNames.ProtoMessage)
            .Select(a => a.ConstructorArguments.Select(c => c.Value).ToArray())
            .FirstOrDefault(values => SymbolEqualityComparer.Default.Equals(values.FirstOrDefault() as ITypeSymbol, type));
        if (described is not { Length: 4 } || described[1] is not string fullName || described[2] is not string file
            || described[3] is not ITypeSymbol serializer)
        {
            return null;
        }

        string name = fullName.Substring(fullName.LastIndexOf('.') + 1);
        return new(type.FullName(), serializer.FullName(), fullName, file, new(EnumParser.Values(type, name).Select(v => v.Value)));
    }

    /// <summary>The reason for a fallback where <see cref="Find"/> gives null for a message.</summary>
    public static string NotDescribed(ITypeSymbol type) =>
        $"'{type.Readable()}' is of the assembly '{type.ContainingAssembly.Name}', "
        + "which runs no contract generator or leaves it to protobuf-net";
}
