using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>Finds how to refer to a message or enum that a contract uses.</summary>
internal static class TypeReferences
{
    /// <summary>Null, and a diagnostic, when the type is not a message that can be used.</summary>
    public static ProtoTypeRef? Message(INamedTypeSymbol type, ISymbol user, IAssemblySymbol compiled, List<DiagnosticInfo> diagnostics)
    {
        if (type.Attribute(KnownNames.DataContract) is null)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.NotAMessage, Place(user), user.Readable(), type.Readable()));
            return null;
        }

        return Find(type, user, compiled, diagnostics);
    }

    /// <summary>Null, and a diagnostic, when the enum is not one that can be used.</summary>
    public static ProtoTypeRef? Enum(INamedTypeSymbol type, ISymbol user, IAssemblySymbol compiled, List<DiagnosticInfo> diagnostics) =>
        Find(type, user, compiled, diagnostics);

    /// <summary>A message of the runtime's own, such as google.protobuf.Empty for a method without a payload.</summary>
    public static ProtoTypeRef? OfRuntime(string name, Compilation compilation) =>
        compilation.GetTypeByMetadataName(name) is { } type ? Find(type, type, compilation.Assembly, []) : null;

    public static Location? Place(ISymbol symbol) => symbol.Locations.FirstOrDefault();

    private static ProtoTypeRef? Find(INamedTypeSymbol type, ISymbol user, IAssemblySymbol compiled, List<DiagnosticInfo> diagnostics)
    {
        IAssemblySymbol home = type.ContainingAssembly;
        if (SymbolEqualityComparer.Default.Equals(home, compiled))
        {
            LocalType local = type.ToLocalType();
            return new(local.FullName, local.Generated("Serializer"), null, null);
        }

        foreach (AttributeData attribute in home.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == KnownNames.ProtoMessage
                && attribute.ConstructorArguments is { Length: 4 } arguments
                && arguments[0].Value is ITypeSymbol described
                && SymbolEqualityComparer.Default.Equals(described, type)
                && arguments[1].Value is string fullName
                && arguments[2].Value is string file
                && arguments[3].Value is ITypeSymbol serializer)
            {
                string name = fullName.Substring(fullName.LastIndexOf('.') + 1);
                return new(type.FullName(), serializer.FullName(), fullName, file, new(EnumParser.Values(type, name).Select(v => v.Value)));
            }
        }

        diagnostics.Add(DiagnosticInfo.Create(Descriptors.ForeignMessage, Place(user), user.Readable(), type.Readable(), home.Name));
        return null;
    }
}
