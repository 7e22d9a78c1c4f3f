using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary>Enum symbols to <see cref="EnumModel"/>. Its mistakes are found by every message that uses it, and are the same ones.</summary>
internal static class EnumParser
{
    private const string NameValue = "[EnumMember(Value = \"…\")]";

    public static EnumModel? Parse(INamedTypeSymbol type, List<Comment> comments, List<Declared> places, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        string name = type.Attribute(KnownNames.DataContract)?.Named("Name") ?? type.Name;
        LocalType local = type.ToLocalType();
        List<(IFieldSymbol Member, EnumValueModel Value)> named = [.. Values(type, name)];
        if (!named.Any(v => v.Value.Number == 0))
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.EnumWithoutZero, TypeReferences.Place(type), type.Readable()));
            return null;
        }

        var values = new List<EnumValueModel>();
        places.AddPlace(local.FullName, type);
        foreach ((IFieldSymbol member, EnumValueModel value) in named)
        {
            ProtoNames.CheckEnumValue(value.ProtoName, member, NameValue, diagnostics);
            if (values.FirstOrDefault(v => ProtoNames.AreOneValue(name, v.ProtoName, value.ProtoName)) is { } same)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.DuplicateProtoName, TypeReferences.Place(member), member.Readable(), value.ProtoName, $"'{same.ProtoName}' of the same enum, but for case and the enum's name at most,", NameValue));
            }

            values.Add(value);
            places.AddPlace(local.FullName + "/" + value.ProtoName, member);
            DocComments.Add(comments, local.FullName + "/" + value.ProtoName, member, cancellation);
        }

        DocComments.Add(comments, local.FullName, type, cancellation);
        DeclaredPlace place = DeclaredPlace.Of(type, name, diagnostics);
        return new(local, name, place.Package, place.File, type.IsVisibleOutside(), new(values));
    }

    /// <summary>The values of an enum of any assembly; none of one that is not of type int.</summary>
    /// <remarks>
    /// proto3 wants the value of 0 first; the others keep their order. A second name for a number would be an alias, which C#
    /// enums use for defaults: left out.
    /// </remarks>
    public static IEnumerable<(IFieldSymbol Member, EnumValueModel Value)> Values(INamedTypeSymbol type, string protoName) => type
        .GetMembers()
        .OfType<IFieldSymbol>()
        .Where(f => f.ConstantValue is int)
        .GroupBy(f => (int)f.ConstantValue!)
        .Select(g => g.First())
        .OrderBy(f => f.ConstantValue is 0 ? 0 : 1)
        .Select(f => (f, new EnumValueModel(f.Attribute(KnownNames.EnumMember)?.Named("Value") ?? ProtoNames.ToEnumValue(protoName, f.Name), (int)f.ConstantValue!)));
}
