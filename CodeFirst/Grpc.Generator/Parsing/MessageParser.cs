using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary><c>[DataContract]</c> classes to <see cref="MessageModel"/>.</summary>
internal sealed class MessageParser
{
    private readonly INamedTypeSymbol _type;
    private readonly IAssemblySymbol _assembly;
    private readonly CancellationToken _cancellation;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly List<Comment> _comments = [];
    private readonly List<EnumModel> _enums = [];
    private readonly FieldTypeParser _types;
    private readonly List<string>? _constructor;

    private MessageParser(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        _type = type;
        _assembly = compilation.Assembly;
        _cancellation = cancellation;
        _types = new(compilation, _diagnostics);
        _constructor = ConstructorMembers(type);
    }

    public static ParseResult<MessageModel> Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var parser = new MessageParser(type, compilation, cancellation);
        MessageModel? model = parser.Parse();
        return new(parser._diagnostics.Count == 0 ? model : null, new(parser._comments), new(parser._diagnostics));
    }

    /// <summary>The package and file that the declaration itself names, if any.</summary>
    public static (string? Package, string? File) DeclaredPlace(INamedTypeSymbol type)
    {
        if (type.Attribute(KnownNames.ProtoFile) is { } protoFile)
        {
            return (protoFile.FirstOrNamed("Package"), protoFile.Named("FileName"));
        }

        string? ns = type.Attribute(KnownNames.DataContract)?.Named("Namespace");
        return (ns is not null && ProtoNames.IsPackage(ns) ? ns : null, null);
    }

    private MessageModel? Parse()
    {
        if (Unsupported() is { } reason)
        {
            Report(Descriptors.UnsupportedMessageClass, _type, _type.Readable(), reason);
            return null;
        }

        LocalType local = _type.ToLocalType();
        DocComments.Add(_comments, local.FullName, _type, _cancellation);
        var fields = new List<FieldModel>();
        var members = new Dictionary<int, ISymbol>();
        var names = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        foreach (ISymbol member in _type.GetMembers())
        {
            if (ParseMember(member) is not { } field)
            {
                continue;
            }

            if (members.TryGetValue(field.Number, out ISymbol sameNumber))
            {
                Report(Descriptors.DuplicateOrder, member, member.Readable(), field.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), sameNumber.Readable());
            }
            else if (names.TryGetValue(ProtoNames.ToJsonName(field.ProtoName), out ISymbol sameName))
            {
                // Compared as JSON names, which must differ too: protoc refuses a_b beside aB.
                Report(Descriptors.DuplicateFieldName, member, member.Readable(), field.ProtoName, sameName.Readable());
            }
            else
            {
                members.Add(field.Number, member);
                names.Add(ProtoNames.ToJsonName(field.ProtoName), member);
                fields.Add(field);
                DocComments.Add(_comments, local.FullName + "/" + field.ProtoName, member, _cancellation);
            }
        }

        if (fields.FirstOrDefault(f => fields.Any(other => other.Oneof == f.ProtoName)) is { } taken)
        {
            ISymbol place = members[fields.First(f => f.Oneof == taken.ProtoName).Number];
            Report(Descriptors.InvalidOneof, place, place.Readable(), taken.ProtoName, $"'{members[taken.Number].Readable()}' is called that in the schema; give the oneof another name");
        }

        string name = _type.Attribute(KnownNames.DataContract)!.Named("Name") ?? _type.Name;
        ProtoNames.Check(name, _type, "[DataContract(Name = \"…\")]", _diagnostics);
        (string? package, string? file) = DeclaredPlace(_type);
        if (package is { Length: > 0 } && !ProtoNames.IsPackage(package))
        {
            Report(Descriptors.NotAProtoName, _type, _type.Readable(), package + "." + name, "[ProtoFile(\"package\")]");
        }

        return new(local, name, package, file, _type.IsVisibleOutside(), new(_constructor ?? []), new(fields), new(_enums));
    }

    private string? Unsupported() => _type switch
    {
        { TypeKind: not TypeKind.Class } => "it is a struct; make it a class or a record class",
        { IsAbstract: true } => "it is abstract; protobuf has no inheritance",
        { IsGenericType: true } => "it is generic; write a class per type",
        { BaseType.SpecialType: not SpecialType.System_Object } => "it inherits; protobuf has no inheritance, so hold the other message in a member",
        _ when !_type.IsVisibleInside() => "it is private to another type or to its file; make it internal or public",
        _ when _constructor is null => "it has no constructor that the assembly can reach and whose parameters, if any, are named as its [DataMember]s",
        _ => null,
    };

    /// <summary>
    /// The members that the constructor to read with takes: none where there is one without parameters, else those of the
    /// constructor whose every parameter is named as a member, ignoring case, as a record's is. Null when there is neither.
    /// </summary>
    private static List<string>? ConstructorMembers(INamedTypeSymbol type)
    {
        string[] members = [.. type.GetMembers().Where(m => m.Attribute(KnownNames.DataMember) is not null).Select(m => m.Name)];
        return type.InstanceConstructors
            .Where(c => IsReachable(c.DeclaredAccessibility))
            .OrderBy(c => c.Parameters.Length)
            .Select(c => c.Parameters.Select(p => members.FirstOrDefault(m => string.Equals(m, p.Name, StringComparison.OrdinalIgnoreCase))).ToList())
            .FirstOrDefault(named => named.All(n => n is not null))!;
    }

    private static bool IsReachable(Accessibility? accessibility) => accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    private static string? Unsendable(ISymbol member) => member switch
    {
        { IsStatic: true } => "it is static, and a message is an object; make it a member of that",
        IPropertySymbol { IsIndexer: true } => "it is an indexer; hold a Dictionary in a member",
        IPropertySymbol property when !IsReachable(property.GetMethod?.DeclaredAccessibility) => "it has no get accessor that the assembly can reach; give it one",
        _ => null,
    };

    private FieldModel? ParseMember(ISymbol member)
    {
        ITypeSymbol? type = (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;
        if (type is null || member.IsImplicitlyDeclared)
        {
            return null;
        }

        if (member.Attribute(KnownNames.DataMember) is not { } attribute)
        {
            if (member.IsStatic || member is IPropertySymbol { IsIndexer: true })
            {
                return null;
            }

            if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
            {
                Report(Descriptors.UnsupportedMessageClass, member, _type.Readable(), $"its member '{member.Name}' is required and is not sent, so nothing that is read could have it; send it, or do not require it");
                return null;
            }

            // Of the members that are not sent, those that look as if they were: public and settable.
            bool looksSent = member.DeclaredAccessibility == Accessibility.Public
                && member is IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public } or IFieldSymbol { IsReadOnly: false, IsConst: false, DeclaredAccessibility: Accessibility.Public };
            if (looksSent && member.Attribute(KnownNames.IgnoreDataMember) is null)
            {
                Report(Descriptors.SkippedMember, member, member.Readable());
            }

            return null;
        }

        if (Unsendable(member) is { } reason)
        {
            Report(Descriptors.CannotBeSent, member, member.Readable(), reason);
            return null;
        }

        int order = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Order").Value.Value as int? ?? 0;
        if (order < 1)
        {
            Report(Descriptors.MissingOrder, member, member.Readable());
            return null;
        }

        if (order is > 536870911 or (>= 19000 and <= 19999))
        {
            Report(Descriptors.ReservedOrder, member, member.Readable(), order.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return null;
        }

        Accessibility? setter = member switch
        {
            IPropertySymbol property => property.GetMethod is null ? null : property.SetMethod?.DeclaredAccessibility,
            IFieldSymbol { IsReadOnly: false, IsConst: false } field => field.DeclaredAccessibility,
            _ => null,
        };
        if (!IsReachable(setter) && !_constructor!.Contains(member.Name))
        {
            Report(Descriptors.NotSettable, member, member.Readable());
            return null;
        }

        if (_types.Parse(member, type) is not var (valueType, presence, container, key))
        {
            return null;
        }

        string? oneof = member.Attribute(KnownNames.OneOf)?.FirstOrNamed("Name");
        if (oneof is not null && presence != Presence.Explicit)
        {
            Report(Descriptors.InvalidOneof, member, member.Readable(), oneof, presence == Presence.Repeated ? "a list or map can not; put it into a message" : "whether it is set must show, so declare it nullable");
            return null;
        }

        if (valueType is { Kind: ValueKind.Enum, Reference.ImportedName: null } && !_enums.Any(e => e.Type.FullName == valueType.FullName))
        {
            if (EnumParser.Parse(EnumType(type), member, _comments, _diagnostics, _cancellation) is { } parsed)
            {
                _enums.Add(parsed);
            }
        }

        string name = attribute.Named("Name") ?? ProtoNames.ToSnakeCase(member.Name);
        ProtoNames.Check(name, member, "[DataMember(Name = \"…\")]", _diagnostics);
        if (oneof is not null)
        {
            ProtoNames.Check(oneof, member, "[OneOf(\"…\")]", _diagnostics);
        }

        return new(member.Name, name, order, valueType, presence, container, key, oneof);
    }

    private static INamedTypeSymbol EnumType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => (INamedTypeSymbol)array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => (INamedTypeSymbol)generic.TypeArguments.Last(),
        _ => (INamedTypeSymbol)type,
    };

    private void Report(DiagnosticDescriptor descriptor, ISymbol place, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(descriptor, TypeReferences.Place(place), arguments));
}
