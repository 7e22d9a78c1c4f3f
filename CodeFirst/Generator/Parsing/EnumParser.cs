namespace CodeFirst.Generator.Parsing;

/// <summary>Enum symbols to <see cref="EnumModel"/>. Its mistakes are found by every message that uses it, and are the same ones.</summary>
internal static class EnumParser
{
    private const string NameValue = "[EnumMember(Value = \"…\")] or [ProtoEnum(Name = \"…\")]";

    public static EnumModel Parse(INamedTypeSymbol type, Findings findings)
    {
        string name = type.Attribute(KnownNames.ProtoContract)?.Named("Name") ?? type.Attribute(KnownNames.DataContract)?.Named("Name") ?? type.Name;
        LocalType local = type.ToLocalType();
        var values = new List<EnumValueModel>();
        findings.At(local.FullName, type);
        foreach ((IFieldSymbol? member, EnumValueModel value) in Values(type, name))
        {
            if (member is not null)
            {
                findings.CheckName(value.ProtoName, member, NameValue, isEnumValue: true);
                if (values.FirstOrDefault(v => ProtoNames.AreOneValue(name, v.ProtoName, value.ProtoName) && (v.Number != value.Number || v.ProtoName == value.ProtoName)) is { } same)
                {
                    string other = $"'{same.ProtoName}' of the same enum, but for case and the enum's name at most,";
                    findings.Mistake(Descriptors.DuplicateProtoName, member, value.ProtoName, other, NameValue);
                }

                findings.At(local.FullName + "/" + value.ProtoName, member);
                findings.Comment(local.FullName + "/" + value.ProtoName, member);
            }

            values.Add(value);
        }

        findings.Comment(local.FullName, type);
        DeclaredPlace place = DeclaredPlace.Of(type, name, findings);
        return new(local, name, place.Package, place.File, type.IsVisibleOutside(), new(values));
    }

    /// <summary>Whether all values are int32, as those of protobuf are.</summary>
    public static bool HasProtobufNumbers(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().All(f => f.ConstantValue is null || Number(f) is not null);

    /// <summary>The values of an enum of any assembly, with the members that they are of.</summary>
    /// <remarks>
    /// proto3 wants the value of 0 first, and one is made up for an enum without it, since that is what an absent field reads as; the
    /// others keep their order. A second name for a number is an alias.
    /// </remarks>
    public static IEnumerable<(IFieldSymbol? Member, EnumValueModel Value)> Values(INamedTypeSymbol type, string protoName)
    {
        List<(IFieldSymbol? Member, EnumValueModel Value)> values = [.. type.GetMembers().OfType<IFieldSymbol>()
            .Where(f => f.ConstantValue is not null && Number(f) is not null)
            .Select(f => ((IFieldSymbol?)f, new EnumValueModel(Name(f, protoName), Number(f)!.Value)))];
        if (values.Count > 0 && values.All(v => v.Value.Number != 0))
        {
            values.Insert(0, (null, new(ProtoNames.ToEnumValue(protoName, "Unspecified"), 0)));
        }

        return values.OrderBy(v => v.Value.Number == 0 ? 0 : 1);
    }

    private static string Name(IFieldSymbol value, string protoName) =>
        value.Attribute(KnownNames.ProtoEnum)?.Named("Name") ?? value.Attribute(KnownNames.EnumMember)?.Named("Value") ?? ProtoNames.ToEnumValue(protoName, value.Name);

    private static int? Number(IFieldSymbol value) => value.ConstantValue switch
    {
        ulong number => number <= int.MaxValue ? (int)number : null,
        { } other when Convert.ToInt64(other, null) is >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => null,
    };
}
