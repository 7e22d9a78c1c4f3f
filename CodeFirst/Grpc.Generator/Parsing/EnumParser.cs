using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>Enum symbols to <see cref="EnumModel"/>. Its mistakes are found by every message that uses it, and are the same ones.</summary>
internal static class EnumParser
{
    private const string NameValue = "[EnumMember(Value = \"…\")]";

    public static EnumModel? Parse(INamedTypeSymbol type, List<Comment> comments, List<Declared> places, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        string name = type.Attribute(KnownNames.DataContract)?.Named("Name") ?? type.Name;
        LocalType local = type.ToLocalType();
        List<IFieldSymbol> members = [.. type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)];
        if (type.EnumUnderlyingType?.SpecialType != SpecialType.System_Int32 || !members.Any(m => m.ConstantValue is 0))
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.EnumWithoutZero, TypeReferences.Place(type), type.Readable()));
            return null;
        }

        var values = new List<EnumValueModel>();
        places.AddPlace(local.FullName, type);

        // proto3 wants the value of 0 first; the others keep their order. A second name for a number would be an alias, which C# enums use for defaults: left out.
        foreach (IFieldSymbol member in members.OrderBy(m => m.ConstantValue is 0 ? 0 : 1))
        {
            int number = (int)member.ConstantValue!;
            if (values.All(v => v.Number != number))
            {
                string valueName = member.Attribute(KnownNames.EnumMember)?.Named("Value") ?? ProtoNames.ToEnumValue(name, member.Name);
                ProtoNames.CheckEnumValue(valueName, member, NameValue, diagnostics);
                if (values.FirstOrDefault(v => ProtoNames.AreOneValue(name, v.ProtoName, valueName)) is { } same)
                {
                    diagnostics.Add(DiagnosticInfo.Create(Descriptors.DuplicateProtoName, TypeReferences.Place(member), member.Readable(), valueName, $"'{same.ProtoName}' of the same enum, but for case and the enum's name at most,", NameValue));
                }

                values.Add(new(valueName, number));
                places.AddPlace(local.FullName + "/" + valueName, member);
                DocComments.Add(comments, local.FullName + "/" + valueName, member, cancellation);
            }
        }

        DocComments.Add(comments, local.FullName, type, cancellation);
        DeclaredPlace place = DeclaredPlace.Of(type, name, diagnostics);
        return new(local, name, place.Package, place.File, type.IsVisibleOutside(), new(values));
    }
}
