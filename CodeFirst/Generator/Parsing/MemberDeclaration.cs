namespace CodeFirst.Generator.Parsing;

/// <summary>What a member's attributes say about its field, as protobuf-net reads them.</summary>
/// <param name="Number">The field number; 0 for none.</param>
/// <param name="Name">The name in the schema, or null to derive it.</param>
/// <param name="Attribute">The attribute in messages to people.</param>
/// <param name="Level">protobuf-net's CompatibilityLevel.</param>
/// <param name="IsRequired">Whether defaults are written too.</param>
/// <param name="IsPacked">Whether numbers share a tag.</param>
/// <param name="Overwrites">Whether values replace those that the constructor put there.</param>
internal sealed record MemberDeclaration(
    int Number,
    string? Name,
    string Attribute,
    int Level,
    bool IsRequired,
    bool IsPacked = false,
    bool Overwrites = false,
    DataFormat Format = DataFormat.Default)
{
    // protobuf-net's MemberSerializationOptions.
    private const int Packed = 1, Required = 2, OverwriteList = 16;

    /// <summary>Null for a member that is not sent.</summary>
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
                "[ProtoMember(n)]",
                level,
                proto.NamedValue("IsRequired") is true || (options & Required) != 0,
                proto.NamedValue("IsPacked") is true || (options & Packed) != 0,
                proto.NamedValue("OverwriteList") is true || (options & OverwriteList) != 0,
                (DataFormat)(proto.NamedValue("DataFormat") as int? ?? 0));
        }

        if (!message.TakesDataMembers || member.Attribute(KnownNames.DataMember) is not { } data || member.Has(KnownNames.IgnoreDataMember))
        {
            return null;
        }

        int order = data.NamedValue("Order") as int? ?? 0;
        return new(order, data.Named("Name"), "[DataMember(Order = n)]", level, data.NamedValue("IsRequired") is true);
    }

    /// <summary>The level that an attribute on the symbol itself names.</summary>
    public static int? LevelOf(ISymbol symbol) =>
        symbol.Attribute(KnownNames.CompatibilityLevel)?.ConstructorArguments.FirstOrDefault().Value is int level and > 0 ? level : null;
}

/// <summary>protobuf-net's DataFormat.</summary>
internal enum DataFormat
{
    Default = 0,
    ZigZag = 1,
    TwosComplement = 2,
    FixedSize = 3,
    Group = 4,
    WellKnown = 5,
}
