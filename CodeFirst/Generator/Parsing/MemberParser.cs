using System.Globalization;

namespace CodeFirst.Generator.Parsing;

/// <summary>Members of a message to <see cref="FieldModel"/>.</summary>
internal sealed class MemberParser(INamedTypeSymbol message, MessageDeclaration messageDeclared, MessageConstructor constructor, FieldTypeParser types, Findings findings)
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
            return Report(Descriptors.CannotBeSent, member, reason);
        }

        if (declared.Number < 1)
        {
            return Report(Descriptors.MissingOrder, member, declared.Attribute);
        }

        if (declared.Number is > 536870911 or (>= 19000 and <= 19999))
        {
            return Report(Descriptors.ReservedOrder, member, declared.Number.ToString(CultureInfo.InvariantCulture));
        }

        if (member.Parts().Concat(type.Mentioned()).Any(s => s.IsBarred()))
        {
            findings.Fallback(Descriptors.MessageLeft, message.FullName(), message.Readable(), $"'{member.Name}', an accessor or its type is obsolete as an error, which generated code would meet too");
            return null;
        }

        if (types.Parse(member, type, declared) is not var (valueType, presence, container, key))
        {
            return null;
        }

        MemberAccess access = Access(member, type, presence);
        bool isTaken = constructor.Parameters.Any(p => p.Member == member.Name);
        bool isFilled = container is Container.List or Container.Set or Container.Dictionary || valueType.Kind == ValueKind.Message;
        if (access.Set == Model.Access.None && !isTaken && (!isFilled || declared.Overwrites))
        {
            return Report(Descriptors.NotSettable, member);
        }

        string? oneof = member.Attribute(KnownNames.OneOf) is { } choice ? choice.FirstOrNamed("Name") ?? "" : null;
        if (oneof is not null && (presence != Presence.Explicit || access.Set == Model.Access.None))
        {
            return Report(Descriptors.InvalidOneof, member, oneof, presence == Presence.Repeated ? "a list or map can not; put it into a message" : "whether it is set must show, so declare it nullable");
        }

        string name = declared.Name ?? ProtoNames.ToSnakeCase(member.Name);
        findings.CheckName(name, member, declared.Attribute.Replace("n)", "n, Name = \"…\")"));
        if (oneof is not null)
        {
            findings.CheckName(oneof, member, "[OneOf(\"…\")]");
        }

        // protobuf-net reads days and times of day one by one alone.
        Packing packing = presence != Presence.Repeated || key is not null || !valueType.IsPackable ? Packing.None
            : valueType.Kind is ValueKind.DateOnly or ValueKind.TimeOnly ? Packing.Unpacked
            : declared.IsPacked ? Packing.Packed
            : declared.Level >= PackedByDefault ? Packing.Either
            : Packing.Unpacked;
        bool overwrites = declared.Overwrites && presence == Presence.Repeated;

        // Another language would read the absence of it as the type's default, not the declared one.
        Presence written = presence == Presence.Implicit && member.Has(KnownNames.DefaultValue) ? Presence.Always : presence;
        return new(access, name, declared.Number, valueType, written, container, key, oneof, packing, overwrites);
    }

    private static MemberAccess Access(ISymbol member, ITypeSymbol type, Presence presence)
    {
        bool mayBeNull = type.IsReferenceType || presence == Presence.Repeated;
        string name = type.FullName() + (mayBeNull && type.IsReferenceType ? "?" : "");
        if (member is IFieldSymbol field)
        {
            bool isReachable = field.DeclaredAccessibility.IsReachable();
            return new(field.Name, name, isReachable ? Model.Access.Direct : Model.Access.Field, isReachable && !field.IsReadOnly ? Model.Access.Direct : Model.Access.Field, field.Name);
        }

        var property = (IPropertySymbol)member;
        string? behind = Behind(property)?.Name;
        Access get = property.GetMethod!.DeclaredAccessibility.IsReachable() && property.DeclaredAccessibility.IsReachable() ? Model.Access.Direct : Model.Access.Accessor;
        Access set = property.SetMethod switch
        {
            null => behind is null ? Model.Access.None : Model.Access.Field,
            { IsInitOnly: false, DeclaredAccessibility: var accessibility } when accessibility.IsReachable() && property.DeclaredAccessibility.IsReachable() => Model.Access.Direct,
            _ => Model.Access.Accessor,
        };
        return new(property.Name, name, get, set, behind);
    }

    /// <summary>Of the members that are not sent, reports those that look as if they were.</summary>
    private void CheckUnsent(ISymbol member)
    {
        bool looksSent = member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } and (IFieldSymbol { IsReadOnly: false }
            or IPropertySymbol { IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public });
        if (Behind(member) is { } field && MemberDeclaration.Of(field, messageDeclared) is not null)
        {
            Report(Descriptors.CannotBeSent, member, "the attribute stands on the field behind it; write it without 'field:'");
        }
        else if (member.Attribute(KnownNames.OneOf) is { } oneof)
        {
            Report(Descriptors.InvalidOneof, member, oneof.FirstOrNamed("Name") ?? "", "it has no field number, so it is not sent");
        }
        else if (looksSent && !member.Has(KnownNames.IgnoreDataMember) && !member.Has(KnownNames.ProtoIgnore))
        {
            string[] fixes = messageDeclared.TakesDataMembers
                ? ["[DataMember(Order = n)]", "[IgnoreDataMember]"]
                : ["[ProtoMember(n)]", "[ProtoIgnore]"];
            Report(Descriptors.SkippedMember, member, fixes);
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

    private FieldModel? Report(DiagnosticDescriptor descriptor, ISymbol member, params string[] arguments)
    {
        findings.Mistake(descriptor, member, arguments);
        return null;
    }
}
