using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>Enum symbols to <see cref="EnumModel"/>.</summary>
internal static class EnumParser
{
    public static EnumModel? Parse(INamedTypeSymbol type, ISymbol user, List<Comment> comments, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        string name = type.Attribute(KnownNames.DataContract)?.Named("Name") ?? type.Name;
        LocalType local = type.ToLocalType();
        List<IFieldSymbol> members = [.. type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)];
        if (type.EnumUnderlyingType?.SpecialType != SpecialType.System_Int32 || !members.Any(m => m.ConstantValue is 0))
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.EnumWithoutZero, TypeReferences.Place(user), user.Readable(), type.Readable()));
            return null;
        }

        var values = new List<EnumValueModel>();

        // proto3 wants the value of 0 first; the others keep their order. A second name for a number would be an alias, which C# enums use for defaults: left out.
        foreach (IFieldSymbol member in members.OrderBy(m => m.ConstantValue is 0 ? 0 : 1))
        {
            int number = (int)member.ConstantValue!;
            if (values.All(v => v.Number != number))
            {
                string valueName = member.Attribute(KnownNames.EnumMember)?.Named("Value") ?? ProtoNames.ToEnumValue(name, member.Name);
                ProtoNames.Check(valueName, member, "[EnumMember(Value = \"…\")]", diagnostics);
                if (values.Any(v => string.Equals(v.ProtoName, valueName, StringComparison.OrdinalIgnoreCase)))
                {
                    diagnostics.Add(DiagnosticInfo.Create(Descriptors.DuplicateProtoName, TypeReferences.Place(member), member.Readable(), valueName, "an earlier value", "[EnumMember(Value = \"…\")]"));
                }

                values.Add(new(valueName, number));
                DocComments.Add(comments, local.FullName + "/" + valueName, member, cancellation);
            }
        }

        DocComments.Add(comments, local.FullName, type, cancellation);
        (string? package, string? file) = MessageParser.DeclaredPlace(type);
        return new(local, name, package, file, type.IsVisibleOutside(), new(values));
    }
}
