namespace CodeFirst.Generator.Parsing;

/// <summary>What a member's attributes say of its field, as protobuf-net reads them.</summary>
/// <param name="Number">The field number; 0 for none.</param>
/// <param name="Name">The name in the schema, or null to derive it.</param>
/// <param name="Format">protobuf-net's DataFormat.</param>
/// <param name="IsPacked">Whether numbers share a tag.</param>
/// <param name="IsRequired">Whether defaults are written too.</param>
/// <param name="Overwrites">Whether values replace those that the constructor put there.</param>
/// <param name="Attribute">The attribute, for messages to people.</param>
/// <param name="Level">The compatibility level.</param>
internal sealed record MemberDeclaration(int Number, string? Name, DataFormat Format, bool IsPacked, bool IsRequired, bool Overwrites, string Attribute, int Level)
{
    // Of protobuf-net's MemberSerializationOptions.
    private const int Packed = 1, Required = 2, OverwriteList = 16;

    /// <summary>Null of a member that is not sent.</summary>
    public static MemberDeclaration? Of(ISymbol member, MessageDeclaration message)
    {
        if (member.Has(KnownNames.ProtoIgnore))
        {
            return null;
        }

        int level = LevelOf(member) ?? message.Level;
        if (member.Attribute(KnownNames.ProtoMember) is { } proto)
        {
            int options = proto.NamedValue("Options") as int? ?? 0;
            return new(
                proto.ConstructorArguments.FirstOrDefault().Value as int? ?? 0,
                proto.Named("Name"),
                (DataFormat)(proto.NamedValue("DataFormat") as int? ?? 0),
                proto.NamedValue("IsPacked") is true || (options & Packed) != 0,
                proto.NamedValue("IsRequired") is true || (options & Required) != 0,
                proto.NamedValue("OverwriteList") is true || (options & OverwriteList) != 0,
                "[ProtoMember(n)]",
                level);
        }

        if (!message.TakesDataMembers || member.Attribute(KnownNames.DataMember) is not { } data || member.Has(KnownNames.IgnoreDataMember))
        {
            return null;
        }

        return new(data.NamedValue("Order") as int? ?? 0, data.Named("Name"), DataFormat.Default, false, data.NamedValue("IsRequired") is true, false, "[DataMember(Order = n)]", level);
    }

    /// <summary>The level that an attribute of this very symbol names.</summary>
    public static int? LevelOf(ISymbol symbol) =>
        symbol.Attribute(KnownNames.CompatibilityLevel)?.ConstructorArguments.FirstOrDefault().Value is int level and > 0 ? level : null;
}

/// <summary>protobuf-net's forms of one type, with its numbers.</summary>
internal enum DataFormat
{
    Default = 0,
    ZigZag = 1,
    TwosComplement = 2,
    FixedSize = 3,
    Group = 4,
    WellKnown = 5,
}

/// <summary>What a message's attributes say of it, as protobuf-net reads them.</summary>
/// <param name="Name">The name in the schema, or null to derive it.</param>
/// <param name="TakesDataMembers">Whether [DataMember] makes a field.</param>
/// <param name="Level">The compatibility level.</param>
/// <param name="Fallback">Why only protobuf-net can serialize it, or null.</param>
internal sealed record MessageDeclaration(string? Name, bool TakesDataMembers, int Level, string? Fallback)
{
    private const int LowestLevel = 200;

    private static readonly string[] Callbacks =
    [
        "System.Runtime.Serialization.OnSerializingAttribute", "System.Runtime.Serialization.OnSerializedAttribute",
        "System.Runtime.Serialization.OnDeserializingAttribute", "System.Runtime.Serialization.OnDeserializedAttribute",
        "ProtoBuf.ProtoBeforeSerializationAttribute", "ProtoBuf.ProtoAfterSerializationAttribute",
        "ProtoBuf.ProtoBeforeDeserializationAttribute", "ProtoBuf.ProtoAfterDeserializationAttribute",
    ];

    public static MessageDeclaration Of(INamedTypeSymbol type)
    {
        AttributeData? proto = type.Attribute(KnownNames.ProtoContract);
        AttributeData? data = type.Attribute(KnownNames.DataContract);
        string? name = proto?.Named("Name") ?? data?.Named("Name");
        bool takesDataMembers = data is not null && proto?.NamedValue("UseProtoMembersOnly") is not true;
        int level = MemberDeclaration.LevelOf(type)
            ?? MemberDeclaration.LevelOf(type.ContainingModule)
            ?? MemberDeclaration.LevelOf(type.ContainingAssembly)
            ?? LowestLevel;
        return new(name, takesDataMembers, level, FallbackOf(type, proto));
    }

    private static string? FallbackOf(INamedTypeSymbol type, AttributeData? proto)
    {
        string? option = proto?.NamedArguments
            .FirstOrDefault(a => !a.Value.IsNull && a.Key is not ("Name" or "UseProtoMembersOnly" or "IgnoreListHandling" or "IgnoreUnknownSubTypes" or "EnumPassthru") && a.Value.Value is not (false or 0))
            .Key;
        return type switch
        {
            { TypeKind: not TypeKind.Class } => "it is not a class",
            { IsGenericType: true } or { ContainingType.IsGenericType: true } => "it is generic",
            _ when type.Has(KnownNames.ProtoInclude) => "other messages inherit from it ([ProtoInclude])",
            _ when IsIncluded(type) => "it inherits from another message ([ProtoInclude])",
            _ when option is not null => $"[ProtoContract({option} = …)] is protobuf-net's alone",
            _ when type.Has(KnownNames.ProtoPartialMember) || type.Has(KnownNames.ProtoPartialIgnore) =>
                "[ProtoPartialMember] and [ProtoPartialIgnore] are protobuf-net's alone",
            _ when type.AllInterfaces.Any(i => i.Is(KnownNames.Extensible)) => "it keeps unknown fields (IExtensible)",
            _ when type.IsCollection() && proto?.NamedValue("IgnoreListHandling") is not true =>
                "it is a collection, which protobuf-net takes for a list",
            _ when type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => m.GetAttributes().Any(a => Callbacks.Contains(a.AttributeClass?.ToDisplayString()))) is { } callback => $"'{callback.Name}' is a callback",
            _ when !type.IsVisibleInside() => "it is private to another type or to its file",
            _ when type.IsBarred() => "it is obsolete as an error, which generated code would meet too",
            _ when type.GetMembers().FirstOrDefault(m => IsConditional(m, type)) is { } condition => $"'{condition.Name}' says whether a member is sent",
            _ => null,
        };
    }

    private static bool IsIncluded(INamedTypeSymbol type) => type.BaseType is { } parent
        && parent.Attributes(KnownNames.ProtoInclude).SelectMany(a => a.ConstructorArguments)
            .Any(c => c.Value is ITypeSymbol included && SymbolEqualityComparer.Default.Equals(included, type));

    /// <summary>ShouldSerializeX() and XSpecified, which protobuf-net asks of a member X.</summary>
    private static bool IsConditional(ISymbol member, INamedTypeSymbol type) => member switch
    {
        IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.IsEmpty: true } m when m.Name.StartsWith("ShouldSerialize", StringComparison.Ordinal) =>
            !type.GetMembers(m.Name.Substring("ShouldSerialize".Length)).IsEmpty,
        IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean } p when p.Name.EndsWith("Specified", StringComparison.Ordinal) && p.Name.Length > "Specified".Length =>
            !type.GetMembers(p.Name.Substring(0, p.Name.Length - "Specified".Length)).IsEmpty,
        _ => false,
    };
}
