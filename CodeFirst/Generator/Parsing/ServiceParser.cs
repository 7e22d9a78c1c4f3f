namespace CodeFirst.Generator.Parsing;

/// <summary>Parses <c>[Service]</c> and <c>[ServiceContract]</c> interfaces.</summary>
internal sealed class ServiceParser(INamedTypeSymbol type, Compilation compilation, Findings findings)
{
    public const string NameFix = "[Service(\"package.Name\")]";

    public static ParseResult<ServiceModel> Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var findings = new Findings(cancellation);
        ServiceModel? model = new ServiceParser(type, compilation, findings).Parse();
        bool mentionsUnknown = type.GetMembers().OfType<IMethodSymbol>().Any(m => IsForCallers(m) && m.MentionsUnknown());
        return findings.Result(findings.HaveNoMistake && !mentionsUnknown ? model : null, type);
    }

    private ServiceModel? Parse()
    {
        (string package, string name, bool isGiven) = Name();
        LocalType local = type.ToLocalType();
        findings.At(local.FullName, type);
        bool isName = ProtoNames.IsIdentifier(name) && (package.Length == 0 || ProtoNames.IsPackage(package));
        if (isGiven && !isName)
        {
            findings.Mistake(Descriptors.UnsupportedService, type, $"'{name}' of the package '{package}' is not a protobuf name");
            return null;
        }

        string? fallback = type switch
        {
            { TypeKind: not TypeKind.Interface } => "it is not an interface",
            { IsGenericType: true } or { ContainingType.IsGenericType: true } => "it is generic",
            { AllInterfaces.IsEmpty: false } => "it inherits from another interface",
            _ when type.Has(KnownNames.SubService) => "it is a part of other services ([SubService])",
            _ when !type.IsVisibleInside() => "it is private to another type or to its file",
            _ when !isGiven && type.ContainingNamespace.IsGlobalNamespace =>
                $"it is in no namespace, so that its name would begin with a dot; write {NameFix}",
            _ when !isName => $"'{name}' of the package '{package}' is not a protobuf name; write {NameFix}",
            _ when type.IsBarred() => Symbols.BarredReason,
            _ => local.NameTakenBy(compilation, "Contract"),
        };
        findings.Comment(local.FullName, type);
        var parser = new MethodParser(type, compilation, findings);
        var methods = new List<MethodModel>();
        var others = new List<OtherMethod>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ISymbol member in type is { TypeKind: TypeKind.Interface, IsGenericType: false } ? type.GetMembers() : [])
        {
            if (member is IMethodSymbol { IsStatic: true, IsAbstract: true })
            {
                string reason = $"'{member.Name}' is static, and a call is made on an object";
                findings.MistakeAt(member, Descriptors.UnsupportedService, type.Readable(), reason);
            }
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && IsForCallers(method))
            {
                findings.At(local.FullName + "/" + method.Name, method);
                string protoName = MethodParser.NameOf(method);
                (MethodModel? parsed, OtherMethod? other) = parser.Parse(method, protoName);
                if ((parsed is not null || other is not null) && !names.Add(protoName))
                {
                    findings.Mistake(Descriptors.DuplicateMethod, method, protoName);
                }
                else if (parsed is not null)
                {
                    methods.Add(parsed);
                    findings.Comment(local.FullName + "/" + protoName, method);
                }
                else if (other is not null)
                {
                    others.Add(other);
                }
            }
            else if (member is IPropertySymbol or IEventSymbol)
            {
                findings.MistakeAt(member, Descriptors.UnsupportedService, type.Readable(), $"'{member.Name}' is not a method");
            }
        }

        if (fallback is not null)
        {
            findings.Fallback(Descriptors.ServiceLeft, local.FullName, type.Readable(), fallback);
            return null;
        }

        List<IMethodSymbol> called = [.. type.GetMembers().OfType<IMethodSymbol>()];
        IEnumerable<ISymbol> mentioned = [type, .. called, .. called.SelectMany(m => m.Types()).SelectMany(t => t.Mentioned())];
        return new(local, package, name, type.IsVisibleOutside(), new(methods), new(others), mentioned.Warnings());
    }

    /// <summary>Static and private methods are helpers, unless an attribute makes them operations.</summary>
    private static bool IsForCallers(IMethodSymbol method) =>
        method is { IsStatic: false, DeclaredAccessibility: not Accessibility.Private } || MethodParser.OperationOf(method) is not null;

    /// <summary>The attribute's name, or the namespace and the interface's name without its I, as protobuf-net.Grpc makes it.</summary>
    private (string Package, string Name, bool IsGiven) Name()
    {
        AttributeData attribute = (type.Attribute(KnownNames.Service) ?? type.Attribute(KnownNames.Optional.ServiceContract))!;
        if (attribute.FirstOrNamed("Name") is { } given && !string.IsNullOrWhiteSpace(given))
        {
            int dot = given.LastIndexOf('.');
            return dot < 0 ? ("", given, true) : (given.Substring(0, dot), given.Substring(dot + 1), true);
        }

        bool hasI = type.TypeKind == TypeKind.Interface && type.Name.StartsWith("I", StringComparison.Ordinal);
        return (type.ToLocalType().Package, hasI ? type.Name.Substring(1) : type.Name, false);
    }
}
