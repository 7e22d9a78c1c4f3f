using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary><c>[DataContract]</c> and <c>[ProtoContract]</c> types to <see cref="MessageModel"/>.</summary>
internal sealed class MessageParser
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly Findings _findings = new();
    private readonly List<DiagnosticInfo> _enumMistakes = [];
    private readonly List<Comment> _comments = [];
    private readonly List<Declared> _places = [];
    private readonly List<EnumModel> _enums = [];

    private MessageParser(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _cancellation = cancellation;
    }

    public static ParseResult<MessageModel> Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var parser = new MessageParser(type, compilation, cancellation);
        MessageModel? model = parser.Parse();
        List<DiagnosticInfo> mistakes = [.. parser._findings.Mistakes, .. parser._enumMistakes];
        bool isSound = mistakes.Count == 0 && parser._findings.Fallbacks.Count == 0 && !MentionsUnknown(type);
        return new(isSound ? model : null, new(parser._comments), new(parser._places), new(mistakes), new(parser._findings.Fallbacks), type.FullName());
    }

    /// <summary>Whether what the message is made of does not exist, in which case nothing can be generated, and the compiler says so.</summary>
    private static bool MentionsUnknown(INamedTypeSymbol type) =>
        type.BaseType.MentionsUnknown()
        || type.InstanceConstructors.Any(c => c.MentionsUnknown())
        || type.GetMembers().Any(m => (m.Attribute(KnownNames.DataMember) ?? m.Attribute(KnownNames.ProtoMember)) is not null && m.MemberType().MentionsUnknown());

    private MessageModel? Parse()
    {
        LocalType local = _type.ToLocalType();
        _places.AddPlace(local.FullName, _type);
        MessageDeclaration declared = MessageDeclaration.Of(_type);
        List<ISymbol> sent = [.. _type.GetMembers().Where(m => m.MemberType() is not null && MemberDeclaration.Of(m, declared) is not null)];
        sent.ForEach(m => _places.AddPlace(local.FullName + "/" + m.Name, m));
        MessageConstructor? constructor = declared.Fallback is null ? MessageConstructor.Of(_type, sent, _compilation) : null;
        if (Impossible(declared, constructor) is { } mistake)
        {
            _findings.Mistake(Descriptors.UnsupportedMessageClass, _type, _type.Readable(), mistake);
            return null;
        }

        if ((declared.Fallback ?? BeyondReach() ?? local.NameTakenBy(_compilation, "Serializer")) is { } reason)
        {
            _findings.Fallback(Descriptors.MessageLeft, local.FullName, _type.Readable(), reason);
            return null;
        }

        DocComments.Add(_comments, local.FullName, _type, _cancellation);
        var members = new MemberParser(_type, declared, constructor!, new(_type, _compilation, _findings), _findings);
        var names = new FieldNames(_findings);
        var fields = new List<FieldModel>();
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
            }
        }

        names.CheckScope();
        string name = declared.Name ?? _type.Name;
        _findings.CheckName(name, _type, "[DataContract(Name = \"…\")]");
        DeclaredPlace place = DeclaredPlace.Of(_type, name, _enumMistakes);
        return new(local, name, place.Package, place.File, _type.IsVisibleOutside(), constructor!.Parameters, constructor.NeedsAccessor, new(fields), new(_enums), WarningIds.Of(mentioned));
    }

    /// <summary>What protobuf-net could not serialize either, or would lose a part of.</summary>
    private string? Impossible(MessageDeclaration declared, MessageConstructor? constructor) => _type switch
    {
        _ when declared.Fallback is not null || _type.BaseType is { TypeKind: TypeKind.Error } => null,
        { IsAbstract: true } => "it is abstract and names no class that inherits from it; write [ProtoInclude(n, typeof(…))]",
        { BaseType: { } parent } when (parent.Attribute(KnownNames.DataContract) ?? parent.Attribute(KnownNames.ProtoContract)) is not null =>
            $"it inherits from the message '{parent.Readable()}', whose members would not be sent; write [ProtoInclude(n, typeof({_type.Name}))] on that, or hold it in a member",
        _ when constructor is null && _type.BaseType is { SpecialType: SpecialType.System_Object } => "it has no constructor without parameters, and none that the assembly can reach and whose parameters are named as its members that are sent and take what they hold; of a record, write [property: DataMember(Order = n)] before each parameter",
        _ => null,
    };

    private string? BeyondReach() => _type.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } parent ? $"it inherits from '{parent.Readable()}'" : null;

    private void ParseEnum(FieldModel field, ISymbol member)
    {
        if (field.Type is { Kind: ValueKind.Enum, Reference.ImportedName: null } && _enums.All(e => e.Type.FullName != field.Type.FullName))
        {
            _enums.Add(EnumParser.Parse(EnumType(member.MemberType()!), _comments, _places, _enumMistakes, _cancellation));
        }
    }

    private static INamedTypeSymbol EnumType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => (INamedTypeSymbol)array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => (INamedTypeSymbol)generic.TypeArguments.Last(),
        _ => (INamedTypeSymbol)type,
    };
}
