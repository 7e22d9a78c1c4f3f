using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;
using ValueType = CodeFirst.Grpc.Generator.Model.ValueType;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary>The C# types a member may have, and what each is in protobuf.</summary>
internal sealed class FieldTypeParser(Compilation compilation, List<DiagnosticInfo> diagnostics)
{
    private const string Supported = "bool, int, uint, long, ulong, float, double, string, byte[], ReadOnlyMemory<byte>, an enum, a message, or a List or array of these";

    /// <summary>Null, and a diagnostic, when the type has no place in a message.</summary>
    public (ValueType Type, Presence Presence, Container Container)? Parse(ISymbol member, ITypeSymbol type)
    {
        if (Element(type) is var (element, container))
        {
            if (element.NullableAnnotation == NullableAnnotation.Annotated || element.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsupportedMemberType, TypeReferences.Place(member), member.Readable(), type.Readable(), "elements that are not nullable: protobuf has no null in a list"));
                return null;
            }

            return Value(member, element, type) is { } repeated ? (repeated, Presence.Repeated, container) : null;
        }

        bool nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        ITypeSymbol one = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } n ? n.TypeArguments[0] : type;
        if (Value(member, one, type) is not { } value)
        {
            return null;
        }

        if (value.Kind == ValueKind.Message && !nullable && type.NullableAnnotation != NullableAnnotation.None)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.MessageNotNullable, TypeReferences.Place(member), member.Readable(), type.Readable()));
            return null;
        }

        return (value, nullable || value.Kind == ValueKind.Message ? Presence.Explicit : Presence.Implicit, Container.None);
    }

    private static (ITypeSymbol Element, Container Container)? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: not SpecialType.System_Byte } array => (array.ElementType, Container.Array),
        INamedTypeSymbol { TypeArguments.Length: 1 } list when list.Is("System.Collections.Generic.List") => (list.TypeArguments[0], Container.List),
        _ => null,
    };

    private ValueType? Value(ISymbol member, ITypeSymbol type, ITypeSymbol declared)
    {
        ValueKind? scalar = type.SpecialType switch
        {
            SpecialType.System_Boolean => ValueKind.Bool,
            SpecialType.System_Int32 => ValueKind.Int32,
            SpecialType.System_UInt32 => ValueKind.UInt32,
            SpecialType.System_Int64 => ValueKind.Int64,
            SpecialType.System_UInt64 => ValueKind.UInt64,
            SpecialType.System_Single => ValueKind.Float,
            SpecialType.System_Double => ValueKind.Double,
            SpecialType.System_String => ValueKind.String,
            _ => type switch
            {
                IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => ValueKind.ByteArray,
                INamedTypeSymbol { TypeArguments.Length: 1 } memory when memory.Is("System.ReadOnlyMemory") && memory.TypeArguments[0].SpecialType == SpecialType.System_Byte => ValueKind.ByteMemory,
                _ => null,
            },
        };
        if (scalar is { } kind)
        {
            return new(kind, type.FullName(), null);
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumType)
        {
            return TypeReferences.Enum(enumType, member, compilation.Assembly, diagnostics) is { } reference ? new(ValueKind.Enum, type.FullName(), reference) : null;
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsGenericType: false } message && message.ContainingNamespace?.ToDisplayString() != "System")
        {
            return TypeReferences.Message(message, member, compilation.Assembly, diagnostics) is { } reference ? new(ValueKind.Message, type.FullName(), reference) : null;
        }

        diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsupportedMemberType, TypeReferences.Place(member), member.Readable(), declared.Readable(), Supported));
        return null;
    }
}
