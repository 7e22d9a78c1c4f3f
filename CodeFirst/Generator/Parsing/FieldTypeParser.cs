namespace CodeFirst.Generator.Parsing;

/// <summary>Parses the type of a member: which C# types are sent, and what each is in protobuf.</summary>
internal sealed class FieldTypeParser(INamedTypeSymbol message, Compilation compilation, Findings findings)
{
    private const int WellKnownLevel = 240, TextLevel = 300;
    private const string Level300 = "[CompatibilityLevel(CompatibilityLevel.Level300)]";
    private const string Stream = "System.IO.Stream";

    private const string Supported =
        "bool, a number, string, byte[], ReadOnlyMemory<byte>, Guid, decimal, DateTime, DateOnly, TimeOnly, TimeSpan, an enum, a message, "
        + "a List, HashSet or array of these, or a Dictionary of them by a whole number, bool or string";

    /// <summary>Null with a mistake or fallback; null without one where the compiler reports the type.</summary>
    public FieldType? Parse(ISymbol member, ITypeSymbol type, MemberDeclaration declared)
    {
        if (type.MentionsUnknown())
        {
            return null;
        }

        if (declared.Format == DataFormat.Group)
        {
            return Fallback<FieldType>(member, "it is a group, which proto3 does not have");
        }

        if (member.Has(KnownNames.NullWrappedValue) || member.Has(KnownNames.NullWrappedCollection))
        {
            return Fallback<FieldType>(member, "its nulls are wrapped into messages");
        }

        if (Map(type) is var (keyType, valueType, mapContainer))
        {
            return MapOf(member, type, keyType, valueType, mapContainer, declared);
        }

        if (Element(type) is var (element, container))
        {
            return ElementOf(member, element, type, declared) switch
            {
                null => null,
                { IsPackable: true } when declared.IsPacked && container == Container.ListInterface =>
                    Fallback<FieldType>(member, "it is packed and its count shows only when it is enumerated"),
                { } repeated => new(repeated, Presence.Repeated, container, null),
            };
        }

        ITypeSymbol one = type is INamedTypeSymbol nullable && IsNullable(type) ? nullable.TypeArguments[0] : type;
        if (Value(member, one, type, declared) is not { } value)
        {
            return null;
        }

        Presence presence = type.NullableAnnotation == NullableAnnotation.Annotated || value.Kind == ValueKind.Message ? Presence.Explicit
            : declared.IsRequired ? Presence.Always
            : Presence.Implicit;
        return new(value, presence, Container.None, null);
    }

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static (ITypeSymbol Element, Container Container)? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: not SpecialType.System_Byte } array => (array.ElementType, Container.Array),
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } list => list.OriginalDefinition.SpecialType switch
        {
            SpecialType.System_Collections_Generic_IEnumerable_T
                or SpecialType.System_Collections_Generic_ICollection_T
                or SpecialType.System_Collections_Generic_IList_T
                or SpecialType.System_Collections_Generic_IReadOnlyList_T
                or SpecialType.System_Collections_Generic_IReadOnlyCollection_T => (arguments[0], Container.ListInterface),
            _ when list.Is("System.Collections.Generic.List") => (arguments[0], Container.List),
            _ when list.Is("System.Collections.Generic.HashSet") => (arguments[0], Container.Set),
            _ => null,
        },
        _ => null,
    };

    private static (ITypeSymbol Key, ITypeSymbol Value, Container Container)? Map(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeArguments: { Length: 2 } arguments } when type.Is("System.Collections.Generic.Dictionary") =>
            (arguments[0], arguments[1], Container.Dictionary),
        INamedTypeSymbol { TypeArguments: { Length: 2 } arguments }
            when type.Is("System.Collections.Generic.IDictionary") || type.Is("System.Collections.Generic.IReadOnlyDictionary") =>
            (arguments[0], arguments[1], Container.DictionaryInterface),
        _ => null,
    };

    private FieldType? MapOf(
        ISymbol member, ITypeSymbol type, ITypeSymbol keyType, ITypeSymbol valueType, Container container, MemberDeclaration declared)
    {
        if (declared.Format != DataFormat.Default || member.Attribute(KnownNames.ProtoMap) is { NamedArguments.IsEmpty: false })
        {
            return Fallback<FieldType>(member, "it is a map whose parts have formats of their own");
        }

        if (Value(member, keyType, type, declared) is not { } key)
        {
            return null;
        }

        if (key.Kind is not (ValueKind.String or ValueKind.Bool)
            and not (ValueKind.Int32 or ValueKind.UInt32 or ValueKind.Int64 or ValueKind.UInt64))
        {
            return Fallback<FieldType>(member, $"a protobuf map has no keys of '{keyType.Readable()}'");
        }

        return ElementOf(member, valueType, type, declared) is { } mapped ? new(mapped, Presence.Repeated, container, key) : null;
    }

    /// <summary>Parses an element of a list or a value of a map.</summary>
    private ProtoType? ElementOf(ISymbol member, ITypeSymbol element, ITypeSymbol container, MemberDeclaration declared)
    {
        if (element.NullableAnnotation == NullableAnnotation.Annotated || IsNullable(element))
        {
            return Unsupported(member, container, "elements that are not nullable: protobuf has no null in a list or map");
        }

        if (Element(element) is not null || Map(element) is not null)
        {
            return Map(container) is not null
                ? Fallback<ProtoType>(member, "protobuf has no maps of lists")
                : Unsupported(member, container, "a message that holds the inner list or map: protobuf has no lists of lists");
        }

        return Value(member, element, container, declared);
    }

    private ProtoType? Value(ISymbol member, ITypeSymbol type, ITypeSymbol container, MemberDeclaration declared)
    {
        DataFormat format = declared.Format;
        if (Number(type, format) is { } number)
        {
            return number;
        }

        int level = LevelOf(type, format);
        if (declared.Level < level)
        {
            string below = $"{type.Readable()} below level {level}; write {Level300} on the class or the assembly";
            findings.Fallback(Descriptors.BelowLevel, message.FullName() + "/" + member.Name, member.Readable(), below);
            return null;
        }

        (ValueKind Kind, string? WellKnown)? known = type switch
        {
            { SpecialType: SpecialType.System_Boolean } => (ValueKind.Bool, null),
            { SpecialType: SpecialType.System_String } => (ValueKind.String, null),
            { SpecialType: SpecialType.System_Decimal } => (ValueKind.Decimal, null),
            { SpecialType: SpecialType.System_DateTime } => (ValueKind.DateTime, "Timestamp"),
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => (ValueKind.ByteArray, null),
            _ when type.Is("System.ReadOnlyMemory") && type.Mentioned().Last().SpecialType == SpecialType.System_Byte =>
                (ValueKind.ByteMemory, null),
            _ when type.Is("System.DateOnly") => (ValueKind.DateOnly, null),
            _ when type.Is("System.TimeOnly") => (ValueKind.TimeOnly, null),
            _ when type.Is("System.Guid") => (format == DataFormat.FixedSize ? ValueKind.GuidBytes : ValueKind.GuidText, null),
            _ when type.Is("System.TimeSpan") => (ValueKind.TimeSpan, "Duration"),
            _ => null,
        };
        if (known is var (kind, wellKnown))
        {
            string name = type.FullName();
            return new(kind, name, wellKnown is null ? null : TypeReferences.WellKnown(InSource.Readable(name), wellKnown));
        }

        if (type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double)
        {
            return Fallback<ProtoType>(member, $"a '{type.Readable()}' of DataFormat.{format} is protobuf-net's alone");
        }

        bool isStream = type.IsOrDerivesFrom(Stream);
        return type switch
        {
            INamedTypeSymbol { TypeKind: TypeKind.Enum } enumType => EnumOf(member, enumType, format),
            INamedTypeSymbol { IsGenericType: false } messageType when type.IsMessage() => MessageOf(member, messageType),
            INamedTypeSymbol named when HasOwnForm(named) => Fallback<ProtoType>(member, $"'{type.Readable()}' is protobuf-net's alone"),
            INamedTypeSymbol named when named.MayHaveSurrogate(compilation) =>
                Fallback<ProtoType>(member, $"'{type.Readable()}' is no message, and protobuf-net needs a surrogate for it"),
            INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsGenericType: false }
                when !isStream && type.ContainingNamespace?.ToDisplayString() != "System" =>
                Mistake(Descriptors.NotAMessage, member, type.Readable()),
            _ when isStream => Unsupported(member, container, "byte[] or ReadOnlyMemory<byte>, or a method that returns a Task<Stream>"),
            _ => Unsupported(member, container, Supported),
        };
    }

    /// <summary>The lowest compatibility level at which protobuf-net writes a type as protobuf has it.</summary>
    private static int LevelOf(ITypeSymbol type, DataFormat format) => type switch
    {
        _ when type.SpecialType == SpecialType.System_Decimal || type.Is("System.Guid") => TextLevel,
        _ when format == DataFormat.WellKnown => 0,
        _ when type.SpecialType == SpecialType.System_DateTime || type.Is("System.TimeSpan") => WellKnownLevel,
        _ => 0,
    };

    /// <summary>Types with a form of protobuf-net's own, or made into messages in ways that the generator does not follow.</summary>
    private static bool HasOwnForm(INamedTypeSymbol type) =>
        type.IsTupleType
        || type.IsAutoTuple()
        || type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr
        || (type.IsGenericType && type.OriginalDefinition.IsMessage())
        || type.IsCollection()
        || type.Is("System.Uri")
        || type.Is("System.Type")
        || type.Is("System.Memory")
        || type.Is("System.Collections.Generic.KeyValuePair");

    private static ProtoType? Number(ITypeSymbol type, DataFormat format)
    {
        (string name, string? storage, ValueKind plain, ValueKind? zigZag, ValueKind? fixedSize) = type.SpecialType switch
        {
            SpecialType.System_SByte => ("sbyte", "sbyte", ValueKind.Int32, ValueKind.SInt32, null),
            SpecialType.System_Int16 => ("short", "short", ValueKind.Int32, ValueKind.SInt32, null),
            SpecialType.System_Int32 => ("int", null, ValueKind.Int32, ValueKind.SInt32, ValueKind.SFixed32),
            SpecialType.System_Int64 => ("long", null, ValueKind.Int64, ValueKind.SInt64, ValueKind.SFixed64),
            SpecialType.System_Byte => ("byte", "byte", ValueKind.UInt32, null, null),
            SpecialType.System_UInt16 => ("ushort", "ushort", ValueKind.UInt32, null, null),
            SpecialType.System_Char => ("char", "char", ValueKind.UInt32, null, null),
            SpecialType.System_UInt32 => ("uint", null, ValueKind.UInt32, null, ValueKind.Fixed32),
            SpecialType.System_UInt64 => ("ulong", null, ValueKind.UInt64, null, ValueKind.Fixed64),
            SpecialType.System_Single => ("float", null, ValueKind.Float, null, ValueKind.Float),
            SpecialType.System_Double => ("double", null, ValueKind.Double, null, ValueKind.Double),
            _ => ("", (string?)null, ValueKind.Message, (ValueKind?)null, (ValueKind?)null),
        };
        ValueKind? kind = format switch
        {
            _ when name.Length == 0 => null,
            DataFormat.ZigZag => zigZag,
            DataFormat.FixedSize => fixedSize,
            _ => plain,
        };
        return kind is { } found ? new(found, name, null, storage) : null;
    }

    private ProtoType? EnumOf(ISymbol member, INamedTypeSymbol type, DataFormat format)
    {
        ProtoTypeRef? reference = TypeReferences.Find(type, compilation.Assembly);
        string storage = type.EnumUnderlyingType!.ToDisplayString();
        string? reason = format switch
        {
            DataFormat.ZigZag or DataFormat.FixedSize => "a protobuf enum has one form",
            _ when !EnumParser.HasProtobufNumbers(type) => $"'{type.Readable()}' has values beyond 32 bits",
            _ when reference is null => $"'{type.Readable()}' is of the assembly '{type.ContainingAssembly.Name}', "
                + "whose contracts the generator has not seen it in",
            _ => null,
        };
        return reason is null
            ? new(ValueKind.Enum, type.FullName(), reference, storage == "int" ? null : storage)
            : Fallback<ProtoType>(member, reason);
    }

    private ProtoType? MessageOf(ISymbol member, INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class)
        {
            return Fallback<ProtoType>(member, $"'{type.Readable()}' is not a class");
        }

        return TypeReferences.Find(type, compilation.Assembly) is { } reference
            ? new(ValueKind.Message, type.FullName(), reference)
            : Fallback<ProtoType>(member, TypeReferences.NotDescribed(type));
    }

    private T? Fallback<T>(ISymbol member, string reason)
        where T : class
    {
        findings.Fallback(Descriptors.MessageLeft, message.FullName(), message.Readable(), $"of '{member.Name}': {reason}");
        return null;
    }

    private ProtoType? Unsupported(ISymbol member, ITypeSymbol declared, string supported) =>
        Mistake(Descriptors.UnsupportedMemberType, member, declared.Readable(), supported);

    private ProtoType? Mistake(DiagnosticDescriptor descriptor, ISymbol member, params string[] arguments)
    {
        findings.Mistake(descriptor, member, arguments);
        return null;
    }
}

/// <summary>What a member's type says about its field.</summary>
internal sealed record FieldType(ProtoType Value, Presence Presence, Container Container, ProtoType? Key);
