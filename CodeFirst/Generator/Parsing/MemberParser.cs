using System.Globalization;
using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary>Members of a message to <see cref="FieldModel"/>.</summary>
internal sealed class MemberParser(INamedTypeSymbol message, MessageConstructor constructor, FieldTypeParser types, List<DiagnosticInfo> diagnostics)
{
    /// <summary>Null where there is no field, with a diagnostic unless that is meant.</summary>
    public FieldModel? Parse(ISymbol member)
    {
        ITypeSymbol? type = member.MemberType();
        if (type is null || member.IsImplicitlyDeclared)
        {
            return null;
        }

        if (member.Attribute(KnownNames.DataMember) is not { } attribute)
        {
            CheckUnsent(member);
            return null;
        }

        if (Unsendable(member, type) is { } reason)
        {
            return Report(Descriptors.CannotBeSent, member, reason);
        }

        int order = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Order").Value.Value as int? ?? 0;
        if (order < 1)
        {
            return Report(Descriptors.MissingOrder, member);
        }

        if (order is > 536870911 or (>= 19000 and <= 19999))
        {
            return Report(Descriptors.ReservedOrder, member, order.ToString(CultureInfo.InvariantCulture));
        }

        Accessibility? setter = member switch
        {
            IPropertySymbol property => property.GetMethod is null ? null : property.SetMethod?.DeclaredAccessibility,
            IFieldSymbol { IsReadOnly: false, IsConst: false } field => field.DeclaredAccessibility,
            _ => null,
        };
        if (setter?.IsReachable() != true && !constructor.Members.Contains(member.Name))
        {
            return Report(Descriptors.NotSettable, member);
        }

        if (types.Parse(member, type) is not var (valueType, presence, container, key))
        {
            return null;
        }

        string? oneof = member.Attribute(KnownNames.OneOf) is { } declared ? declared.FirstOrNamed("Name") ?? "" : null;
        if (oneof is not null && presence != Presence.Explicit)
        {
            return Report(Descriptors.InvalidOneof, member, oneof, presence == Presence.Repeated ? "a list or map can not; put it into a message" : "whether it is set must show, so declare it nullable");
        }

        string name = attribute.Named("Name") ?? ProtoNames.ToSnakeCase(member.Name);
        ProtoNames.Check(name, member, "[DataMember(Name = \"…\")]", diagnostics);
        if (oneof is not null)
        {
            ProtoNames.Check(oneof, member, "[OneOf(\"…\")]", diagnostics);
        }

        return new(member.Name, name, order, valueType, presence, container, key, oneof);
    }

    /// <summary>Of the members that are not sent, reports those that look as if they were, or that must be.</summary>
    private void CheckUnsent(ISymbol member)
    {
        if (message.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, member) && f.Attribute(KnownNames.DataMember) is not null))
        {
            Report(Descriptors.CannotBeSent, member, "the attribute stands on the field behind it; write it without 'field:'");
            return;
        }

        if (member.Attribute(KnownNames.OneOf) is { } oneof)
        {
            Report(Descriptors.InvalidOneof, member, oneof.FirstOrNamed("Name") ?? "", "it has no [DataMember], so it is not sent");
            return;
        }

        if (member.IsStatic || member is IPropertySymbol { IsIndexer: true })
        {
            return;
        }

        if (member.IsRequiredMember())
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsupportedMessageClass, TypeReferences.Place(member), message.Readable(), $"its member '{member.Name}' is required and is not sent, so nothing that is read could have it; send it, or do not require it"));
            return;
        }

        bool looksSent = member.DeclaredAccessibility == Accessibility.Public
            && member is IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public } or IFieldSymbol { IsReadOnly: false, IsConst: false, DeclaredAccessibility: Accessibility.Public };
        if (looksSent && member.Attribute(KnownNames.IgnoreDataMember) is null)
        {
            Report(Descriptors.SkippedMember, member);
        }
    }

    private static string? Unsendable(ISymbol member, ITypeSymbol type) => member switch
    {
        { IsStatic: true } => "it is static, and a message is an object; make it a member of that",
        IPropertySymbol { IsIndexer: true } => "it is an indexer; hold a Dictionary in a member",
        IPropertySymbol property when property.GetMethod?.DeclaredAccessibility.IsReachable() != true => "it has no get accessor that the assembly can reach; give it one",
        _ when member.Parts().Concat(type.Mentioned()).Any(s => s.IsBarred()) => "it, an accessor or its type is obsolete as an error, which generated code would meet too; make that a warning",
        _ when member.Attribute(KnownNames.DisallowNull) is not null || member.Attribute(KnownNames.MaybeNull) is not null => "an attribute says other than its type whether it may be null; say it by the type alone",
        _ => null,
    };

    private FieldModel? Report(DiagnosticDescriptor descriptor, ISymbol member, params string[] arguments)
    {
        diagnostics.Add(DiagnosticInfo.Create(descriptor, TypeReferences.Place(member), [member.Readable(), .. arguments]));
        return null;
    }
}
