namespace CodeFirst.Generator.Parsing;

/// <summary>What a message's attributes say about it, as protobuf-net reads them.</summary>
/// <param name="Name">The name in the schema, or null to derive it.</param>
/// <param name="TakesDataMembers">Whether [DataMember] makes a field.</param>
/// <param name="Level">protobuf-net's CompatibilityLevel.</param>
/// <param name="Fallback">Why only protobuf-net can serialize it, or null.</param>
internal sealed record MessageDeclaration(string? Name, bool TakesDataMembers, int Level, string? Fallback)
{
    private const int LowestLevel = 200;

    // Options of [ProtoContract] that the generator follows, or that change nothing.
    private static readonly string[] KnownOptions =
        ["Name", "UseProtoMembersOnly", "IgnoreListHandling", "IgnoreUnknownSubTypes", "EnumPassthru"];

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
        int level = MemberDeclaration.LevelOf(type)
            ?? MemberDeclaration.LevelOf(type.ContainingModule)
            ?? MemberDeclaration.LevelOf(type.ContainingAssembly)
            ?? LowestLevel;
        return new(
            proto?.Named("Name") ?? data?.Named("Name"),
            data is not null && proto?.NamedValue("UseProtoMembersOnly") is not true,
            level,
            FallbackOf(type, proto));
    }

    private static string? FallbackOf(INamedTypeSymbol type, AttributeData? proto)
    {
        string? option = proto?.NamedArguments
            .FirstOrDefault(a => !KnownOptions.Contains(a.Key) && !a.Value.IsNull && a.Value.Value is not (false or 0))
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
            _ when type.GetMembers().FirstOrDefault(IsCallback) is { } callback => $"'{callback.Name}' is a callback",
            _ when !type.IsVisibleInside() => "it is private to another type or to its file",
            _ when type.IsBarred() => Symbols.BarredReason,
            _ when type.GetMembers().FirstOrDefault(m => IsConditional(m, type)) is { } condition =>
                $"'{condition.Name}' says whether a member is sent",
            _ => null,
        };
    }

    private static bool IsCallback(ISymbol member) =>
        member is IMethodSymbol && member.GetAttributes().Any(a => Callbacks.Contains(a.AttributeClass?.ToDisplayString()));

    private static bool IsIncluded(INamedTypeSymbol type) => type.BaseType is { } parent
        && parent.Attributes(KnownNames.ProtoInclude).SelectMany(a => a.ConstructorArguments)
            .Any(c => c.Value is ITypeSymbol included && SymbolEqualityComparer.Default.Equals(included, type));

    /// <summary>ShouldSerializeX() and XSpecified, with which protobuf-net asks whether a member X is sent.</summary>
    private static bool IsConditional(ISymbol member, INamedTypeSymbol type)
    {
        const string Prefix = "ShouldSerialize", Suffix = "Specified";
        string? about = member switch
        {
            IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.IsEmpty: true, Name: var name }
                when name.StartsWith(Prefix, StringComparison.Ordinal) => name.Substring(Prefix.Length),
            IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean, Name: var name }
                when name.EndsWith(Suffix, StringComparison.Ordinal) => name.Substring(0, name.Length - Suffix.Length),
            _ => null,
        };
        return about?.Length > 0 && !type.GetMembers(about).IsEmpty;
    }
}
