using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary><c>[DataContract]</c> classes to <see cref="MessageModel"/>.</summary>
internal sealed class MessageParser
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly List<Comment> _comments = [];
    private readonly List<Declared> _places = [];
    private readonly List<EnumModel> _enums = [];
    private readonly MessageConstructor? _constructor;

    private MessageParser(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _cancellation = cancellation;
        _constructor = MessageConstructor.Of(type, compilation);
    }

    public static ParseResult<MessageModel> Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var parser = new MessageParser(type, compilation, cancellation);
        MessageModel? model = parser.Parse();
        return new(parser._diagnostics.Count == 0 && !MentionsUnknown(type) ? model : null, new(parser._comments), new(parser._places), new(parser._diagnostics));
    }

    /// <summary>Whether what the message is made of does not exist, in which case nothing can be generated, and the compiler says so.</summary>
    private static bool MentionsUnknown(INamedTypeSymbol type) =>
        type.BaseType.MentionsUnknown()
        || type.InstanceConstructors.Any(c => c.MentionsUnknown())
        || type.GetMembers().Any(m => m.Attribute(KnownNames.DataMember) is not null && m.MemberType().MentionsUnknown());

    private MessageModel? Parse()
    {
        LocalType local = _type.ToLocalType();
        if (Unsupported(local) is { } reason)
        {
            Report(Descriptors.UnsupportedMessageClass, _type.Readable(), reason);
            return null;
        }

        DocComments.Add(_comments, local.FullName, _type, _cancellation);
        _places.AddPlace(local.FullName, _type);
        var members = new MemberParser(_type, _constructor!, new(_compilation, _diagnostics), _diagnostics);
        var names = new FieldNames(_diagnostics);
        var fields = new List<FieldModel>();
        var assigned = new List<string>();
        var mentioned = new List<ISymbol> { _type };
        foreach (ISymbol member in _type.GetMembers())
        {
            if (members.Parse(member) is not { } field)
            {
                continue;
            }

            ParseEnum(field, member);
            mentioned.AddRange(member.Parts().Concat(member.MemberType().Mentioned()));
            if (names.TryAdd(field, member))
            {
                fields.Add(field);
                DocComments.Add(_comments, local.FullName + "/" + field.ProtoName, member, _cancellation);
                if (!_constructor!.Members.Contains(member.Name) || (member.IsRequiredMember() && !_constructor.SetsRequired))
                {
                    assigned.Add(member.Name);
                }
            }
        }

        names.CheckScope();
        string name = _type.Attribute(KnownNames.DataContract)!.Named("Name") ?? _type.Name;
        ProtoNames.Check(name, _type, "[DataContract(Name = \"…\")]", _diagnostics);
        DeclaredPlace place = DeclaredPlace.Of(_type, name, _diagnostics);
        return new(local, name, place.Package, place.File, _type.IsVisibleOutside(), _constructor!.Members, new(assigned), new(fields), new(_enums), WarningIds.Of(mentioned));
    }

    private string? Unsupported(LocalType local) => _type switch
    {
        { TypeKind: not TypeKind.Class } => "it is no class; make it a class or a record class",
        { IsAbstract: true } => "it is abstract; protobuf has no inheritance",
        { IsGenericType: true } => "it is generic; write a class per type",
        { BaseType: { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } } => "it inherits; protobuf has no inheritance, so hold the other message in a member",
        _ when !_type.IsVisibleInside() => "it is private to another type or to its file; make it internal or public",
        _ when _type.IsBarred() => "it is obsolete as an error, which generated code would meet too; make that a warning",
        _ when _constructor is null => "it has no constructor that the assembly can reach and whose parameters, if any, are named as its [DataMember]s and take what they hold; of a record, write [property: DataMember(Order = n)] before each parameter",
        _ => local.NameTakenBy(_compilation, "Serializer"),
    };

    private void ParseEnum(FieldModel field, ISymbol member)
    {
        if (field.Type is { Kind: ValueKind.Enum, Reference.ImportedName: null }
            && !_enums.Any(e => e.Type.FullName == field.Type.FullName)
            && EnumParser.Parse(EnumType(member.MemberType()!), _comments, _places, _diagnostics, _cancellation) is { } parsed)
        {
            _enums.Add(parsed);
        }
    }

    private static INamedTypeSymbol EnumType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => (INamedTypeSymbol)array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => (INamedTypeSymbol)generic.TypeArguments.Last(),
        _ => (INamedTypeSymbol)type,
    };

    private void Report(DiagnosticDescriptor descriptor, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(descriptor, TypeReferences.Place(_type), arguments));
}
