using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generator.Parsing;

/// <summary>Questions that parsing asks about symbols.</summary>
internal static class Symbols
{
    /// <summary>The reason for a fallback where <see cref="IsBarred"/> is true.</summary>
    public const string BarredReason = "it is obsolete as an error, which generated code would meet too";

    private static readonly SymbolDisplayFormat MetadataName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.None);

    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().Where(a => a.AttributeClass?.ToDisplayString() == fullName);

    public static AttributeData? Attribute(this ISymbol symbol, string fullName) => symbol.Attributes(fullName).FirstOrDefault();

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attributes(attribute).Any();

    public static string? Named(this AttributeData attribute, string argument) => attribute.NamedValue(argument) as string;

    /// <summary>The value of a property that the attribute sets, else null.</summary>
    public static object? NamedValue(this AttributeData attribute, string argument) => attribute.NamedArguments
        .FirstOrDefault(a => a.Key == argument).Value is { IsNull: false, Kind: not TypedConstantKind.Array } value ? value.Value : null;

    /// <summary>The first constructor argument, or else the property with the same meaning.</summary>
    public static string? FirstOrNamed(this AttributeData attribute, string argument) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string : attribute.Named(argument);

    /// <summary>Whether an attribute, protobuf-net's or .NET's, makes the type a message.</summary>
    public static bool IsMessage(this ITypeSymbol type) => type.Has(KnownNames.DataContract) || type.Has(KnownNames.ProtoContract);

    public static bool IsCollection(this ITypeSymbol type) => type.ElementOfCollection() is not null;

    /// <summary>The element type of a collection other than an array, else null.</summary>
    public static ITypeSymbol? ElementOfCollection(this ITypeSymbol type) => type.AllInterfaces
        .Prepend(type as INamedTypeSymbol)
        .FirstOrDefault(i => i?.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];

    /// <summary>Whether protobuf-net serializes an unmarked type by its constructor: a tuple, or a record.</summary>
    public static bool IsAutoTuple(this ITypeSymbol type)
    {
        List<ISymbol> members = [.. type.GetMembers().Where(m =>
            m is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } and (IPropertySymbol or IFieldSymbol))];
        return type is INamedTypeSymbol { IsAbstract: false } named
            && named.BaseType is { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType }
            && members.Count > 0
            && members.TrueForAll(IsReadOnly)
            && named.InstanceConstructors.Any(c =>
                c.DeclaredAccessibility == Accessibility.Public
                && c.Parameters.Length == members.Count
                && c.Parameters.All(p => members.Exists(m => Sets(p, m))));

        static bool IsReadOnly(ISymbol member) => member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol
        {
            GetMethod: not null, SetMethod: null or { IsInitOnly: true } or { DeclaredAccessibility: not Accessibility.Public },
        };

        static bool Sets(IParameterSymbol parameter, ISymbol member) =>
            string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(member.MemberType(), parameter.Type);
    }

    /// <summary>Whether protobuf-net may have a surrogate for an unmarked type: another assembly's, except a class of .NET.</summary>
    public static bool MayHaveSurrogate(this INamedTypeSymbol type, Compilation compilation) =>
        type.TypeKind is TypeKind.Class or TypeKind.Struct
        && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        && (type.TypeKind == TypeKind.Struct || !type.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal));

    public static bool Is(this ITypeSymbol type, string fullName) => type.OriginalDefinition.ToDisplayString(MetadataName) == fullName;

    public static bool IsOrDerivesFrom(this ITypeSymbol type, string fullName) =>
        type.Is(fullName) || (type.BaseType is { } parent && parent.IsOrDerivesFrom(fullName));

    public static string FullName(this ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The name in messages to people.</summary>
    public static string Readable(this ISymbol symbol) => symbol switch
    {
        IPropertySymbol or IFieldSymbol or IMethodSymbol => symbol.ContainingType.Name + "." + symbol.Name,
        ITypeSymbol => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
        _ => symbol.Name,
    };

    /// <summary>The type of a property or field, else null.</summary>
    public static ITypeSymbol? MemberType(this ISymbol? member) => (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;

    /// <summary>A member and its accessors.</summary>
    public static IEnumerable<ISymbol> Parts(this ISymbol member) =>
        member is IPropertySymbol property ? [member, .. new[] { property.GetMethod, property.SetMethod }.OfType<ISymbol>()] : [member];

    /// <summary>The types of a method's parameters and its result.</summary>
    public static IEnumerable<ITypeSymbol> Types(this IMethodSymbol method) =>
        method.Parameters.Select(p => p.Type).Append(method.ReturnType);

    /// <summary>A type, its elements and its type arguments.</summary>
    public static IEnumerable<ITypeSymbol> Mentioned(this ITypeSymbol? type) => type switch
    {
        null => [],
        IArrayTypeSymbol array => array.ElementType.Mentioned(),
        INamedTypeSymbol named => [type, .. named.TypeArguments.SelectMany(Mentioned)],
        _ => [type],
    };

    /// <summary>Whether a type or any of its parts does not exist; the compiler reports that.</summary>
    public static bool MentionsUnknown(this ITypeSymbol? type) => type.Mentioned().Any(t => t.TypeKind == TypeKind.Error);

    public static bool MentionsUnknown(this IMethodSymbol method) => method.Types().Any(t => t.MentionsUnknown());

    /// <summary>Whether code elsewhere in the assembly can use a member of this accessibility.</summary>
    public static bool IsReachable(this Accessibility accessibility) =>
        accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    /// <summary>Whether every use is a compile error that nothing can turn off.</summary>
    public static bool IsBarred(this ISymbol symbol) =>
        symbol.Attribute(KnownNames.Obsolete) is { ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true;

    public static LocalType ToLocalType(this INamedTypeSymbol type)
    {
        string name = Escaped(type);
        for (INamedTypeSymbol inner = type; inner.ContainingType is { } outer; inner = outer)
        {
            // No name begins with a digit, so the 0 tells the joining underscore from those of the inner name.
            name = Escaped(outer) + (inner.Name[0] == '_' ? "_0" : "_") + name;
        }

        INamespaceSymbol ns = type.ContainingNamespace;
        return new(type.FullName(), ns.IsGlobalNamespace ? "" : ns.ToDisplayString(), name);

        static string Escaped(INamedTypeSymbol type) => type.Name.Replace("_", "__");
    }

    /// <summary>The reason for a fallback if a generated class or its namespace has the name of a declared type; else null.</summary>
    public static string? NameTakenBy(this LocalType type, Compilation compilation, string suffix) =>
        new[] { type.GeneratedIn, type.GeneratedIn + "." + type.Name + suffix }.FirstOrDefault(compilation.Declares) is { } taken
            ? $"'{taken}' is declared and has the name of what is generated for it; rename that type"
            : null;

    /// <summary>Whether the assembly declares a type of that name, written with its namespace.</summary>
    public static bool Declares(this Compilation compilation, string fullName) =>
        compilation.Assembly.GetTypeByMetadataName(fullName.Replace("@", "")) is not null;

    public static bool IsVisibleOutside(this INamedTypeSymbol type) =>
        type.Containing().All(t => t.DeclaredAccessibility == Accessibility.Public);

    /// <summary>Whether code elsewhere in the same assembly can see the type.</summary>
    public static bool IsVisibleInside(this INamedTypeSymbol type) =>
        type.Containing().All(t => t is INamedTypeSymbol { IsFileLocal: false } && t.DeclaredAccessibility.IsReachable());

    /// <summary>
    /// Ids of the warnings that <c>[Obsolete(DiagnosticId = …)]</c> and <c>[Experimental]</c> raise at every use. Generated code uses the
    /// contract in the contract's own name, so it turns them off.
    /// </summary>
    public static EquatableArray<string> Warnings(this IEnumerable<ISymbol> symbols) => new(symbols
        .SelectMany(Containing)
        .SelectMany(s => s.Attributes(KnownNames.Obsolete).Select(a => a.Named("DiagnosticId"))
            .Concat(s.Attributes(KnownNames.Experimental).Select(a => a.FirstOrNamed("DiagnosticId"))))
        .OfType<string>()
        .Where(SyntaxFacts.IsValidIdentifier)
        .Distinct()
        .OrderBy(id => id, StringComparer.Ordinal));

    /// <summary>A symbol and the types that it is nested in.</summary>
    private static IEnumerable<ISymbol> Containing(this ISymbol? symbol) =>
        symbol is null or INamespaceSymbol ? [] : [symbol, .. symbol.ContainingType.Containing()];
}
