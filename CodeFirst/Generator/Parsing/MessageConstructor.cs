using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary>The constructor that a message is read with.</summary>
/// <param name="Members">The members that it takes, in its order.</param>
/// <param name="SetsRequired">Whether it vouches for the required members, so that an initializer need not name them.</param>
internal sealed record MessageConstructor(EquatableArray<string> Members, bool SetsRequired)
{
    /// <summary>
    /// The one without parameters, or else the one whose every parameter is named as a member, ignoring case, and takes its
    /// type, as a record's does. Null when there is neither.
    /// </summary>
    public static MessageConstructor? Of(INamedTypeSymbol type, Compilation compilation)
    {
        List<ISymbol> members = [.. type.GetMembers().Where(m => m.Attribute(KnownNames.DataMember) is not null)];
        foreach (IMethodSymbol constructor in type.InstanceConstructors.Where(c => c.DeclaredAccessibility.IsReachable() && !c.IsBarred()).OrderBy(c => c.Parameters.Length))
        {
            List<string?> named = [.. constructor.Parameters.Select(p => Member(p, members, compilation)?.Name)];
            if (!named.Contains(null))
            {
                return new(new(named!), constructor.Attribute(KnownNames.SetsRequiredMembers) is not null);
            }
        }

        return null;
    }

    private static ISymbol? Member(IParameterSymbol parameter, List<ISymbol> members, Compilation compilation)
    {
        ISymbol? member = members.FirstOrDefault(m => m.Name == parameter.Name)
            ?? members.FirstOrDefault(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        return member.MemberType() is { } type && parameter.RefKind is not (RefKind.Ref or RefKind.Out) && Takes(parameter.Type, type, compilation) ? member : null;
    }

    private static bool Takes(ITypeSymbol parameter, ITypeSymbol member, Compilation compilation)
    {
        bool losesNull = member is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated;
        return !losesNull && (member.MentionsUnknown() || parameter.MentionsUnknown() || compilation.ClassifyCommonConversion(member, parameter).IsImplicit);
    }
}
