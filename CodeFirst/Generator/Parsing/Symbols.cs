using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Parsing;

/// <summary>Questions that parsing asks of symbols.</summary>
internal static class Symbols
{
    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().Where(a => a.AttributeClass?.ToDisplayString() == fullName);

    public static AttributeData? Attribute(this ISymbol symbol, string fullName) => symbol.Attributes(fullName).FirstOrDefault();

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attributes(attribute).Any();

    /// <summary>Whether the type is declared a message, in either way.</summary>
    public static bool IsMessage(this ITypeSymbol type) => type.Has(KnownNames.DataContract) || type.Has(KnownNames.ProtoContract);

    public static bool IsCollection(this ITypeSymbol type) => type.ElementOfCollection() is not null;

    /// <summary>What a collection is enumerated as, which is not an array; null of what is none.</summary>
    public static ITypeSymbol? ElementOfCollection(this ITypeSymbol type) => type.AllInterfaces
        .Prepend(type as INamedTypeSymbol)
        .FirstOrDefault(i => i?.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];

    /// <summary>Whether protobuf-net takes a class that nothing marks for a message of what its constructor takes: a tuple, or a record.</summary>
    public static bool IsAutoTuple(this ITypeSymbol type)
    {
        List<ISymbol> members = [.. type.GetMembers().Where(m =>
            m is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } and (IPropertySymbol or IFieldSymbol))];
        return type is INamedTypeSymbol { IsAbstract: false, BaseType.SpecialType: SpecialType.System_Object or SpecialType.System_ValueType } named
            && members.Count > 0
            && members.TrueForAll(m => m is IFieldSymbol { IsReadOnly: true }
                or IPropertySymbol { GetMethod: not null, SetMethod: null or { IsInitOnly: true } or { DeclaredAccessibility: not Accessibility.Public } })
            && named.InstanceConstructors.Any(c => c.DeclaredAccessibility == Accessibility.Public && c.Parameters.Length == members.Count
                && c.Parameters.All(p => members.Exists(m => string.Equals(m.Name, p.Name, StringComparison.OrdinalIgnoreCase)
                    && SymbolEqualityComparer.Default.Equals(m.MemberType(), p.Type))));
    }

    /// <summary>Whether the program may give protobuf-net a surrogate for a type that nothing marks: it is of another assembly, and not of .NET.</summary>
    public static bool MayHaveSurrogate(this INamedTypeSymbol type, Compilation compilation) => type.TypeKind is TypeKind.Class or TypeKind.Struct
        && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        && !type.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal);

    public static bool Is(this ITypeSymbol type, string fullName) => type.OriginalDefinition.ToDisplayString(MetadataName) == fullName;

    public static bool IsOrDerivesFrom(this ITypeSymbol type, string fullName) =>
        type.Is(fullName) || (type.BaseType is { } parent && parent.IsOrDerivesFrom(fullName));

    public static string? Named(this AttributeData attribute, string argument) => attribute.NamedValue(argument) as string;

    /// <summary>The value of a property that the attribute sets; null otherwise.</summary>
    public static object? NamedValue(this AttributeData attribute, string argument) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == argument).Value is { IsNull: false, Kind: not TypedConstantKind.Array } value ? value.Value : null;

    /// <summary>The first constructor argument, or else the property of the same meaning.</summary>
    public static string? FirstOrNamed(this AttributeData attribute, string argument) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string : attribute.Named(argument);

    public static string FullName(this ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The name as a person reads it in a message.</summary>
    public static string Readable(this ISymbol symbol) => symbol switch
    {
        IPropertySymbol or IFieldSymbol or IMethodSymbol => symbol.ContainingType.Name + "." + symbol.Name,
        ITypeSymbol => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
        _ => symbol.Name,
    };

    /// <summary>The type of a property or field; null of anything else.</summary>
    public static ITypeSymbol? MemberType(this ISymbol? member) => (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;

    public static bool IsRequiredMember(this ISymbol member) => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    /// <summary>A member and its accessors.</summary>
    public static IEnumerable<ISymbol> Parts(this ISymbol member) =>
        member is IPropertySymbol property ? [member, .. new[] { property.GetMethod, property.SetMethod }.OfType<ISymbol>()] : [member];

    /// <summary>The types that one is made of: itself, its elements and its type arguments.</summary>
    public static IEnumerable<ITypeSymbol> Mentioned(this ITypeSymbol? type) => type switch
    {
        null => [],
        IArrayTypeSymbol array => array.ElementType.Mentioned(),
        INamedTypeSymbol named => [type, .. named.TypeArguments.SelectMany(Mentioned)],
        _ => [type],
    };

    /// <summary>Whether a type, or one that it is made of, does not exist: the compiler reports that.</summary>
    public static bool MentionsUnknown(this ITypeSymbol? type) => type.Mentioned().Any(t => t.TypeKind == TypeKind.Error);

    /// <summary>Whether a parameter or the result of a method is of a type that does not exist.</summary>
    public static bool MentionsUnknown(this IMethodSymbol method) => method.ReturnType.MentionsUnknown() || method.Parameters.Any(p => p.Type.MentionsUnknown());

    /// <summary>Whether code elsewhere in the assembly can use a member that is declared so.</summary>
    public static bool IsReachable(this Accessibility accessibility) => accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    /// <summary>Whether whoever uses it gets an error that nothing can turn off.</summary>
    public static bool IsBarred(this ISymbol symbol) =>
        symbol.Attribute(KnownNames.Obsolete) is { ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true;

    public static LocalType ToLocalType(this INamedTypeSymbol type)
    {
        string name = Escaped(type);
        for (INamedTypeSymbol inner = type; inner.ContainingType is { } outer; inner = outer)
        {
            // No name begins with a digit, so one behind an underscore is none of the inner name's.
            name = Escaped(outer) + (inner.Name[0] == '_' ? "_0" : "_") + name;
        }

        INamespaceSymbol ns = type.ContainingNamespace;
        return new(type.FullName(), ns.IsGlobalNamespace ? "" : ns.ToDisplayString(), name);

        static string Escaped(INamedTypeSymbol type) => type.Name.Replace("_", "__");
    }

    /// <summary>What is wrong when a type is declared that has the name of a class that is generated for this one, or of its namespace.</summary>
    public static string? NameTakenBy(this LocalType type, Compilation compilation, string suffix) =>
        new[] { type.GeneratedIn, type.GeneratedIn + "." + type.Name + suffix }.FirstOrDefault(name => compilation.Declares(name)) is { } taken
            ? $"'{taken}' is declared and has the name of what is generated for it; rename that type"
            : null;

    /// <summary>Whether the assembly has a type of that name, written with its namespace.</summary>
    public static bool Declares(this Compilation compilation, string fullName) => compilation.Assembly.GetTypeByMetadataName(fullName.Replace("@", "")) is not null;

    /// <summary>A symbol and the types that it is nested in.</summary>
    private static IEnumerable<ISymbol> Containing(this ISymbol? symbol) =>
        symbol is null or INamespaceSymbol ? [] : [symbol, .. symbol.ContainingType.Containing()];

    /// <summary>Whether another assembly can see the type.</summary>
    public static bool IsVisibleOutside(this INamedTypeSymbol type) =>
        type.Containing().All(t => t.DeclaredAccessibility == Accessibility.Public);

    /// <summary>Whether code elsewhere in the same assembly can see the type.</summary>
    public static bool IsVisibleInside(this INamedTypeSymbol type) =>
        type.Containing().All(t => t is INamedTypeSymbol { IsFileLocal: false } && t.DeclaredAccessibility.IsReachable());

    /// <summary>
    /// The ids of warnings that a contract asks for whenever it is used, by <c>[Obsolete(DiagnosticId = …)]</c> and
    /// <c>[Experimental]</c>. What is generated uses it in the contract's own name, and is not warned.
    /// </summary>
    public static EquatableArray<string> Warnings(this IEnumerable<ISymbol> symbols) => new(symbols
        .SelectMany(Containing)
        .SelectMany(s => s.Attributes(KnownNames.Obsolete).Select(a => a.Named("DiagnosticId"))
            .Concat(s.Attributes(KnownNames.Experimental).Select(a => a.FirstOrNamed("DiagnosticId"))))
        .OfType<string>()
        .Where(SyntaxFacts.IsValidIdentifier)
        .Distinct()
        .OrderBy(id => id, StringComparer.Ordinal));

    private static readonly SymbolDisplayFormat MetadataName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.None);
}
