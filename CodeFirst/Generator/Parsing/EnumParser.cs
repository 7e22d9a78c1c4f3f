namespace CodeFirst.Generator.Parsing;

/// <summary>Parses enums. Every message that uses an enum finds its mistakes anew; equal ones are reported once.</summary>
internal static class EnumParser
{
    public const string ValueFix = "[EnumMember(Value = \"…\")] or [ProtoEnum(Name = \"…\")]";

    public static EnumModel Parse(INamedTypeSymbol type, Findings findings)
    {
        string name = type.Attribute(KnownNames.ProtoContract)?.Named("Name")
            ?? type.Attribute(KnownNames.DataContract)?.Named("Name")
            ?? type.Name;
        LocalType local = type.ToLocalType();
        var values = new List<EnumValueModel>();
        findings.At(local.FullName, type);
        foreach ((IFieldSymbol? member, EnumValueModel value) in Values(type, name))
        {
            if (member is not null)
            {
                findings.CheckName(value.ProtoName, member, ValueFix, isEnumValue: true);
                if (values.Find(v => AreDuplicates(v, value)) is { } same)
                {
                    string other = $"'{same.ProtoName}' of the same enum, but for case and the enum's name at most,";
                    findings.Mistake(Descriptors.DuplicateProtoName, member, value.ProtoName, other, ValueFix);
                }

                findings.At(local.FullName + "/" + value.ProtoName, member);
                findings.Comment(local.FullName + "/" + value.ProtoName, member);
            }

            values.Add(value);
        }

        findings.Comment(local.FullName, type);
        DeclaredFile file = DeclaredFile.Of(type, name, findings);
        return new(local, name, file.Package, file.Path, type.IsVisibleOutside(), new(values));

        // Names of one number may be alike, but not equal.
        bool AreDuplicates(EnumValueModel one, EnumValueModel other) =>
            ProtoNames.AreOneValue(name, one.ProtoName, other.ProtoName)
            && (one.Number != other.Number || one.ProtoName == other.ProtoName);
    }

    /// <summary>Whether all values are int32, as protobuf's are.</summary>
    public static bool HasProtobufNumbers(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().All(f => f.ConstantValue is null || Number(f) is not null);

    /// <summary>The values of an enum of any assembly, with their members.</summary>
    /// <remarks>
    /// proto3 wants the value 0 first, which an absent field reads as; an enum without it gets one. The others keep their order.
    /// A second name for a number is an alias.
    /// </remarks>
    public static IEnumerable<(IFieldSymbol? Member, EnumValueModel Value)> Values(INamedTypeSymbol type, string protoName)
    {
        List<(IFieldSymbol? Member, EnumValueModel Value)> values = [.. type.GetMembers().OfType<IFieldSymbol>()
            .Where(f => f.ConstantValue is not null && Number(f) is not null)
            .Select(f => ((IFieldSymbol?)f, new EnumValueModel(Name(f, protoName), Number(f)!.Value)))];
        if (values.Count > 0 && values.TrueForAll(v => v.Value.Number != 0))
        {
            values.Insert(0, (null, new(ProtoNames.ToEnumValue(protoName, "Unspecified"), 0)));
        }

        return values.OrderBy(v => v.Value.Number == 0 ? 0 : 1);
    }

    private static string Name(IFieldSymbol value, string protoName) =>
        value.Attribute(KnownNames.ProtoEnum)?.Named("Name")
        ?? value.Attribute(KnownNames.EnumMember)?.Named("Value")
        ?? ProtoNames.ToEnumValue(protoName, value.Name);

    private static int? Number(IFieldSymbol value) => value.ConstantValue switch
    {
        ulong number => number <= int.MaxValue ? (int)number : null,
        { } other when Convert.ToInt64(other, null) is >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => null,
    };
}
