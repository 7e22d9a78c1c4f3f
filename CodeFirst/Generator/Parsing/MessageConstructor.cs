namespace CodeFirst.Generator.Parsing;

/// <summary>The constructor that a message is read with.</summary>
/// <param name="Parameters">What it takes, in its order.</param>
/// <param name="NeedsAccessor">Whether other code of the assembly cannot call it, or would have to set required members too.</param>
internal sealed record MessageConstructor(EquatableArray<ConstructorParameter> Parameters, bool NeedsAccessor)
{
    /// <summary>
    /// The one without parameters, whoever may call it, as protobuf-net does; or else one that the assembly can reach and whose every
    /// parameter is named as a member, ignoring case, and takes its type, as a record's does. Null when there is neither.
    /// </summary>
    public static MessageConstructor? Of(INamedTypeSymbol type, IReadOnlyCollection<ISymbol> sent, Compilation compilation)
    {
        bool hasRequired = type.GetMembers().Any(m => m.IsRequiredMember());
        foreach (IMethodSymbol constructor in type.InstanceConstructors.OrderBy(c => c.Parameters.Length))
        {
            List<(IParameterSymbol Parameter, ISymbol? Member)> named = [.. constructor.Parameters.Select(p => (p, Member(p, sent, compilation)))];
            bool isReachable = constructor.DeclaredAccessibility.IsReachable() && !constructor.IsBarred();
            if (named.All(n => n.Member is not null) && (isReachable || named.Count == 0))
            {
                return new(
                    new(named.Select(n => new ConstructorParameter(n.Member!.Name, (n.Parameter.RefKind == RefKind.None ? "" : "in ") + n.Parameter.Type.FullName()))),
                    !isReachable || (hasRequired && !constructor.Has(KnownNames.SetsRequiredMembers)));
            }
        }

        return null;
    }

    private static ISymbol? Member(IParameterSymbol parameter, IReadOnlyCollection<ISymbol> members, Compilation compilation)
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
