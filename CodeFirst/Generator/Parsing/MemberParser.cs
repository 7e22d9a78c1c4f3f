namespace CodeFirst.Generator.Parsing;

/// <summary>Parses the members of a message.</summary>
internal sealed class MemberParser(
    INamedTypeSymbol message, MessageDeclaration messageDeclared, MessageConstructor constructor, FieldTypeParser types, Findings findings)
{
    private const int PackedByDefault = 300;

    /// <summary>Null where there is no field, with a finding unless that is meant.</summary>
    public FieldModel? Parse(ISymbol member)
    {
        ITypeSymbol? type = member.MemberType();
        if (type is null || member.IsImplicitlyDeclared)
        {
            return null;
        }

        if (MemberDeclaration.Of(member, messageDeclared) is not { } declared)
        {
            CheckUnsent(member);
            return null;
        }

        if (Unsendable(member) is { } reason)
        {
            return Mistake(Descriptors.CannotBeSent, member, reason);
        }

        if (declared.Number < 1)
        {
            return Mistake(Descriptors.MissingOrder, member, declared.Attribute);
        }

        if (declared.Number is > 536870911 or (>= 19000 and <= 19999))
        {
            return Mistake(Descriptors.ReservedOrder, member, declared.Number.ToString(CultureInfo.InvariantCulture));
        }

        if (member.Parts().Concat(type.Mentioned()).Any(s => s.IsBarred()))
        {
            string barred = $"'{member.Name}', an accessor or its type is obsolete as an error, which generated code would meet too";
            findings.Fallback(Descriptors.MessageLeft, message.FullName(), message.Readable(), barred);
            return null;
        }

        if (types.Parse(member, type, declared) is not var (valueType, presence, container, key))
        {
            return null;
        }

        MemberAccess access = AccessTo(member, type);
        bool isTaken = constructor.Parameters.Any(p => p.Member == member.Name);
        bool isFilled = container is Container.List or Container.Set or Container.Dictionary || valueType.Kind == ValueKind.Message;
        if (access.Set == Access.None && !isTaken && (!isFilled || declared.Overwrites))
        {
            return Mistake(Descriptors.NotSettable, member);
        }

        string? oneof = member.Attribute(KnownNames.OneOf) is { } choice ? choice.FirstOrNamed("Name") ?? "" : null;
        if (oneof is not null && (presence != Presence.Explicit || access.Set == Access.None))
        {
            return Mistake(Descriptors.InvalidOneof, member, oneof, presence == Presence.Repeated
                ? "a list or map can not; put it into a message"
                : "whether it is set must show, so declare it nullable");
        }

        string name = declared.Name ?? ProtoNames.ToSnakeCase(member.Name);
        findings.CheckName(name, member, declared.Attribute.Replace("n)", "n, Name = \"…\")"));
        if (oneof is not null)
        {
            findings.CheckName(oneof, member, "[OneOf(\"…\")]");
        }

        // protobuf-net reads DateOnly and TimeOnly only unpacked.
        Packing packing = presence != Presence.Repeated || key is not null || !valueType.IsPackable ? Packing.None
            : valueType.Kind is ValueKind.DateOnly or ValueKind.TimeOnly ? Packing.Unpacked
            : declared.IsPacked ? Packing.Packed
            : declared.Level >= PackedByDefault ? Packing.Either
            : Packing.Unpacked;
        bool overwrites = declared.Overwrites && presence == Presence.Repeated;

        // In other languages an absent field reads as the type's default, not the declared one.
        Presence written = presence == Presence.Implicit && member.Has(KnownNames.DefaultValue) ? Presence.Always : presence;
        return new(access, name, declared.Number, valueType, written, container, key, oneof, packing, overwrites);
    }

    private static MemberAccess AccessTo(ISymbol member, ITypeSymbol type)
    {
        bool isReachable = member.DeclaredAccessibility.IsReachable();
        string typeName = type.FullName() + (type.IsReferenceType ? "?" : "");
        if (member is IFieldSymbol field)
        {
            Access read = isReachable ? Access.Direct : Access.Field;
            return new(field.Name, typeName, read, field.IsReadOnly ? Access.Field : read, field.Name);
        }

        var property = (IPropertySymbol)member;
        string? behind = Behind(property)?.Name;
        Access get = isReachable && property.GetMethod!.DeclaredAccessibility.IsReachable() ? Access.Direct : Access.Accessor;
        Access set = property.SetMethod switch
        {
            null => behind is null ? Access.None : Access.Field,
            { IsInitOnly: false } setter when isReachable && setter.DeclaredAccessibility.IsReachable() => Access.Direct,
            _ => Access.Accessor,
        };
        return new(property.Name, typeName, get, set, behind);
    }

    /// <summary>Reports members that are not sent but look as if they were.</summary>
    private void CheckUnsent(ISymbol member)
    {
        bool looksSent = member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } and (IFieldSymbol { IsReadOnly: false }
            or IPropertySymbol { IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public });
        if (Behind(member) is { } field && MemberDeclaration.Of(field, messageDeclared) is not null)
        {
            Mistake(Descriptors.CannotBeSent, member, "the attribute stands on the field behind it; write it without 'field:'");
        }
        else if (member.Attribute(KnownNames.OneOf) is { } oneof)
        {
            Mistake(Descriptors.InvalidOneof, member, oneof.FirstOrNamed("Name") ?? "", "it has no field number, so it is not sent");
        }
        else if (looksSent && !member.Has(KnownNames.IgnoreDataMember) && !member.Has(KnownNames.ProtoIgnore))
        {
            string[] fixes = messageDeclared.TakesDataMembers
                ? ["[DataMember(Order = n)]", "[IgnoreDataMember]"]
                : ["[ProtoMember(n)]", "[ProtoIgnore]"];
            Mistake(Descriptors.SkippedMember, member, fixes);
        }
    }

    private static IFieldSymbol? Behind(ISymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private static string? Unsendable(ISymbol member) => member switch
    {
        { IsStatic: true } => "it is static, and a message is an object; make it a member of that",
        IPropertySymbol { IsIndexer: true } => "it is an indexer; hold a Dictionary in a member",
        IPropertySymbol { GetMethod: null } => "it has no get accessor; give it one",
        IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false } => "it is an interface's; make it a member of its own",
        _ => null,
    };

    private FieldModel? Mistake(DiagnosticDescriptor descriptor, ISymbol member, params string[] arguments)
    {
        findings.Mistake(descriptor, member, arguments);
        return null;
    }
}
