namespace CodeFirst.Generator.Parsing;

/// <summary>Parses <c>[DataContract]</c> and <c>[ProtoContract]</c> types.</summary>
internal sealed class MessageParser(INamedTypeSymbol type, Compilation compilation, Findings findings)
{
    public const string NameFix = "[DataContract(Name = \"…\")]";

    private readonly List<EnumModel> _enums = [];

    public static ParseResult<MessageModel> Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var findings = new Findings(cancellation);
        MessageModel? model = new MessageParser(type, compilation, findings).Parse();
        bool canEmit = findings.HaveNoMistake && findings.HaveNoFallback && !MentionsUnknown(type);
        List<AttributeData> dataMembers = [.. type.GetMembers().SelectMany(m => m.Attributes(KnownNames.DataMember))];
        bool isNumbered = type.Has(KnownNames.ProtoContract)
            || type.Has(KnownNames.ProtoFile)
            || dataMembers.Count == 0
            || dataMembers.Exists(m => m.NamedValue("Order") is not null);
        return findings.Result(canEmit ? model : null, type, isNumbered);
    }

    /// <summary>Whether the message uses types that do not exist; nothing can be generated then, and the compiler reports them.</summary>
    private static bool MentionsUnknown(INamedTypeSymbol type) =>
        type.BaseType.MentionsUnknown()
        || type.InstanceConstructors.Any(c => c.MentionsUnknown())
        || type.GetMembers().Any(m => IsSent(m) && m.MemberType().MentionsUnknown());

    private MessageModel? Parse()
    {
        LocalType local = type.ToLocalType();
        findings.At(local.FullName, type);
        MessageDeclaration declared = MessageDeclaration.Of(type);
        List<ISymbol> sent = [.. type.GetMembers().Where(m => m.MemberType() is not null && MemberDeclaration.Of(m, declared) is not null)];
        sent.ForEach(m => findings.At(local.FullName + "/" + m.Name, m));
        MessageConstructor? constructor = declared.Fallback is null ? MessageConstructor.Of(type, sent, compilation) : null;
        if (Impossible(declared, constructor) is { } mistake)
        {
            findings.Mistake(Descriptors.UnsupportedMessageClass, type, mistake);
            return null;
        }

        string? inherits = type.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } parent
            ? $"it inherits from '{parent.Readable()}'"
            : type.IsAbstract ? "it is abstract" : null;
        if ((declared.Fallback ?? inherits ?? local.NameTakenBy(compilation, "Serializer")) is { } reason)
        {
            findings.Fallback(Descriptors.MessageLeft, local.FullName, type.Readable(), reason);
            return null;
        }

        findings.Comment(local.FullName, type);
        var members = new MemberParser(type, declared, constructor!, new(type, compilation, findings), findings);
        var names = new FieldNames(findings);
        var fields = new List<FieldModel>();
        var mentioned = new List<ISymbol> { type };
        foreach (ISymbol member in type.GetMembers())
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
                findings.Comment(local.FullName + "/" + field.ProtoName, member);
            }
        }

        names.CheckScope();
        string name = declared.Name ?? type.Name;
        findings.CheckName(name, type, NameFix);
        DeclaredFile file = DeclaredFile.Of(type, name, findings);
        return new(
            local,
            name,
            file.Package,
            file.Path,
            type.IsVisibleOutside(),
            constructor!.Parameters,
            constructor.NeedsAccessor,
            !type.IsSealed && type.Attribute(KnownNames.ProtoContract)?.NamedValue("IgnoreUnknownSubTypes") is not true,
            new(fields),
            new(_enums),
            mentioned.Warnings());
    }

    /// <summary>Why protobuf-net could not serialize the message either, or would lose a part of it.</summary>
    private string? Impossible(MessageDeclaration declared, MessageConstructor? constructor) => type switch
    {
        _ when declared.Fallback is not null || type.BaseType is { TypeKind: TypeKind.Error } => null,
        { IsAbstract: true } when HasSent(type) =>
            "it is abstract and names no class that inherits from it; write [ProtoInclude(n, typeof(…))]",
        { BaseType: { } parent } when parent.IsMessage() && HasSent(parent) =>
            $"it inherits from the message '{parent.Readable()}', whose members would not be sent; "
            + $"write [ProtoInclude(n, typeof({type.Name}))] on that, or hold it in a member",
        _ when constructor is null && type.BaseType is { SpecialType: SpecialType.System_Object } =>
            "it has no constructor without parameters, and none that the assembly can reach and whose parameters are named as its members "
            + "that are sent and take what they hold; of a record, write [property: DataMember(Order = n)] before each parameter",
        _ => null,
    };

    private static bool HasSent(INamedTypeSymbol? type) => type is not null && (type.GetMembers().Any(IsSent) || HasSent(type.BaseType));

    private static bool IsSent(ISymbol member) => member.Has(KnownNames.DataMember) || member.Has(KnownNames.ProtoMember);

    private void ParseEnum(FieldModel field, ISymbol member)
    {
        if (field.Type is { Kind: ValueKind.Enum, Reference.ImportedName: null }
            && _enums.TrueForAll(e => e.Type.FullName != field.Type.FullName))
        {
            _enums.Add(EnumParser.Parse((INamedTypeSymbol)member.MemberType().Mentioned().Last(), findings));
        }
    }
}
