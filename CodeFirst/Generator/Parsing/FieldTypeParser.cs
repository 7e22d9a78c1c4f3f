using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;
using ValueType = CodeFirst.Generator.Model.ValueType;

namespace CodeFirst.Generator.Parsing;

/// <summary>The C# types a member may have, and what each is in protobuf.</summary>
internal sealed class FieldTypeParser(Compilation compilation, List<DiagnosticInfo> diagnostics)
{
    private const string Supported = "bool, int, uint, long, ulong, float, double, string, byte[], ReadOnlyMemory<byte>, DateTime, DateTimeOffset, TimeSpan, an enum, a message, a List or array of these, or a Dictionary of them by bool, int, uint, long, ulong or string";

    /// <summary>Null, and a diagnostic unless it is the compiler's to report, when the type has no place in a message.</summary>
    public FieldType? Parse(ISymbol member, ITypeSymbol type)
    {
        if (type.MentionsUnknown())
        {
            return null;
        }

        if (type is INamedTypeSymbol { TypeArguments.Length: 2 } map && map.Is("System.Collections.Generic.Dictionary"))
        {
            return Value(member, map.TypeArguments[0], type) is { } key && IsMapKey(member, key, type) && ElementOf(member, map.TypeArguments[1], type) is { } mapped
                ? new(mapped, Presence.Repeated, Container.Dictionary, key)
                : null;
        }

        if (Element(type) is var (element, container))
        {
            return ElementOf(member, element, type) is { } repeated ? new(repeated, Presence.Repeated, container, null) : null;
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

        return new(value, nullable || value.Kind == ValueKind.Message ? Presence.Explicit : Presence.Implicit, Container.None, null);
    }

    private static (ITypeSymbol Element, Container Container)? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: not SpecialType.System_Byte } array => (array.ElementType, Container.Array),
        INamedTypeSymbol { TypeArguments.Length: 1 } list when list.Is("System.Collections.Generic.List") => (list.TypeArguments[0], Container.List),
        _ => null,
    };

    private bool IsMapKey(ISymbol member, ValueType key, ITypeSymbol declared)
    {
        if (key.Kind is ValueKind.Bool or ValueKind.Int32 or ValueKind.UInt32 or ValueKind.Int64 or ValueKind.UInt64 or ValueKind.String)
        {
            return true;
        }

        Unsupported(member, declared, Supported);
        return false;
    }

    /// <summary>An element of a list or a value of a map.</summary>
    private ValueType? ElementOf(ISymbol member, ITypeSymbol element, ITypeSymbol declared)
    {
        if (element.NullableAnnotation == NullableAnnotation.Annotated || element.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return Unsupported(member, declared, "elements that are not nullable: protobuf has no null in a list or map");
        }

        return Value(member, element, declared);
    }

    private ValueType? Value(ISymbol member, ITypeSymbol type, ITypeSymbol declared)
    {
        if (Scalar(type) is { } kind)
        {
            return new(kind, type.FullName(), null);
        }

        if (WellKnown(type) is var (wellKnown, name))
        {
            return new(wellKnown, type.FullName(), TypeReferences.WellKnown(type.FullName().Replace("global::", ""), name));
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumType)
        {
            return TypeReferences.Enum(enumType, member, compilation.Assembly, diagnostics) is { } reference ? new(ValueKind.Enum, type.FullName(), reference) : null;
        }

        if (type.IsOrDerivesFrom("System.IO.Stream"))
        {
            return Unsupported(member, declared, "byte[] or ReadOnlyMemory<byte>, or a method that takes a Stream or returns a Task<Stream>");
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsGenericType: false } message && message.ContainingNamespace?.ToDisplayString() != "System")
        {
            return TypeReferences.Message(message, member, compilation.Assembly, diagnostics) is { } reference ? new(ValueKind.Message, type.FullName(), reference) : null;
        }

        return Unsupported(member, declared, Supported);
    }

    private static ValueKind? Scalar(ITypeSymbol type) => type.SpecialType switch
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

    private static (ValueKind Kind, string Name)? WellKnown(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_DateTime } => (ValueKind.DateTime, "Timestamp"),
        _ when type.Is("System.DateTimeOffset") => (ValueKind.DateTimeOffset, "Timestamp"),
        _ when type.Is("System.TimeSpan") => (ValueKind.TimeSpan, "Duration"),
        _ => null,
    };

    private ValueType? Unsupported(ISymbol member, ITypeSymbol declared, string supported)
    {
        diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsupportedMemberType, TypeReferences.Place(member), member.Readable(), declared.Readable(), supported));
        return null;
    }
}

/// <summary>What a member's type makes of its field.</summary>
internal sealed record FieldType(ValueType Value, Presence Presence, Container Container, ValueType? Key);
