namespace CodeFirst.Generator.Parsing;

/// <summary>The constructor that reading a message calls.</summary>
/// <param name="NeedsAccessor">Whether generated code cannot call it directly, or would have to set required members too.</param>
internal sealed record MessageConstructor(EquatableArray<ConstructorParameter> Parameters, bool NeedsAccessor)
{
    /// <summary>
    /// The constructor without parameters, even a private one, as in protobuf-net. Else one that the assembly can reach and whose
    /// parameters have the names of members, ignoring case, and take their types, as a record's do. Null if there is neither.
    /// </summary>
    public static MessageConstructor? Of(INamedTypeSymbol type, IReadOnlyCollection<ISymbol> sent, Compilation compilation)
    {
        bool hasRequired = type.GetMembers().Any(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });
        foreach (IMethodSymbol constructor in type.InstanceConstructors.OrderBy(c => c.Parameters.Length))
        {
            bool isReachable = constructor.DeclaredAccessibility.IsReachable() && !constructor.IsBarred();
            IEnumerable<ConstructorParameter?> parsed = constructor.Parameters.Select(p => Parse(p, sent, compilation));
            List<ConstructorParameter> parameters = [.. parsed.OfType<ConstructorParameter>()];
            if (parameters.Count == constructor.Parameters.Length && (isReachable || parameters.Count == 0))
            {
                return new(new(parameters), !isReachable || (hasRequired && !constructor.Has(KnownNames.SetsRequiredMembers)));
            }
        }

        return null;
    }

    private static ConstructorParameter? Parse(IParameterSymbol parameter, IReadOnlyCollection<ISymbol> members, Compilation compilation)
    {
        ISymbol? member = members.FirstOrDefault(m => m.Name == parameter.Name)
            ?? members.FirstOrDefault(m => string.Equals(m.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        return member.MemberType() is { } type
            && parameter.RefKind is not (RefKind.Ref or RefKind.Out)
            && Takes(parameter.Type, type, compilation)
            ? new(member!.Name, (parameter.RefKind == RefKind.None ? "" : "in ") + parameter.Type.FullName())
            : null;
    }

    private static bool Takes(ITypeSymbol parameter, ITypeSymbol member, Compilation compilation)
    {
        bool losesNull = member is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated }
            && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated;
        return !losesNull
            && (member.MentionsUnknown()
                || parameter.MentionsUnknown()
                || compilation.ClassifyCommonConversion(member, parameter).IsImplicit);
    }
}
