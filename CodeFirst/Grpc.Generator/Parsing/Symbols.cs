using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>Questions that parsing asks of symbols.</summary>
internal static class Symbols
{
    public static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == fullName);

    public static bool Is(this ITypeSymbol type, string fullName) => type.OriginalDefinition.ToDisplayString(MetadataName) == fullName;

    public static bool IsOrDerivesFrom(this ITypeSymbol type, string fullName)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (t.Is(fullName))
            {
                return true;
            }
        }

        return false;
    }

    public static string? Named(this AttributeData attribute, string argument) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == argument).Value.Value as string;

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

    public static LocalType ToLocalType(this INamedTypeSymbol type)
    {
        string name = type.Name;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.Name + "_" + name;
        }

        INamespaceSymbol ns = type.ContainingNamespace;
        return new(type.FullName(), ns.IsGlobalNamespace ? "" : ns.ToDisplayString(), name);
    }

    /// <summary>Whether another assembly can see the type.</summary>
    public static bool IsVisibleOutside(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether code elsewhere in the same assembly can see the type.</summary>
    public static bool IsVisibleInside(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal || t.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        return true;
    }

    private static readonly SymbolDisplayFormat MetadataName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.None);
}
