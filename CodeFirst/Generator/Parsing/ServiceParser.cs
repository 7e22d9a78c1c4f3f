using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary><c>[Service]</c> and <c>[ServiceContract]</c> interfaces to <see cref="ServiceModel"/>.</summary>
internal sealed class ServiceParser
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly Findings _findings = new();
    private readonly List<Comment> _comments = [];
    private readonly List<Declared> _places = [];

    private ServiceParser(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _cancellation = cancellation;
    }

    public static ParseResult<ServiceModel> Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var parser = new ServiceParser(type, compilation, cancellation);
        ServiceModel? model = parser.Parse();
        bool mentionsUnknown = type.GetMembers().OfType<IMethodSymbol>().Any(m => IsForCallers(m) && m.MentionsUnknown());
        return new(
            parser._findings.Mistakes.Count == 0 && !mentionsUnknown ? model : null,
            new(parser._comments),
            new(parser._places),
            new(parser._findings.Mistakes),
            new(parser._findings.Fallbacks),
            type.FullName());
    }

    private ServiceModel? Parse()
    {
        (string package, string name, bool isGiven) = Name();
        LocalType local = _type.ToLocalType();
        _places.AddPlace(local.FullName, _type);
        bool isName = ProtoNames.IsIdentifier(name) && (package.Length == 0 || ProtoNames.IsPackage(package));
        if (isGiven && !isName)
        {
            _findings.Mistake(Descriptors.UnsupportedService, _type, _type.Readable(), $"'{name}' of the package '{package}' is not a protobuf name");
            return null;
        }

        string? left = _type switch
        {
            { TypeKind: not TypeKind.Interface } => "it is not an interface",
            { IsGenericType: true } or { ContainingType.IsGenericType: true } => "it is generic",
            { AllInterfaces.IsEmpty: false } => "it inherits from another interface",
            _ when _type.Attribute(KnownNames.SubService) is not null => "it is a part of other services ([SubService])",
            _ when !_type.IsVisibleInside() => "it is private to another type or to its file",
            _ when !isGiven && _type.ContainingNamespace.IsGlobalNamespace => "it is in no namespace, so that its name would begin with a dot; write [Service(\"package.Name\")]",
            _ when !isName => $"'{name}' of the package '{package}' is not a protobuf name; write [Service(\"package.Name\")]",
            _ when _type.IsBarred() => "it is obsolete as an error, which generated code would meet too",
            _ => local.NameTakenBy(_compilation, "Contract"),
        };
        DocComments.Add(_comments, local.FullName, _type, _cancellation);
        var parser = new MethodParser(_type, _compilation, _findings);
        var methods = new List<MethodModel>();
        var others = new List<OtherMethod>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ISymbol member in _type is { TypeKind: TypeKind.Interface, IsGenericType: false } ? _type.GetMembers() : [])
        {
            if (member is IMethodSymbol { IsStatic: true, IsAbstract: true })
            {
                _findings.Mistake(Descriptors.UnsupportedService, member, _type.Readable(), $"'{member.Name}' is static, and a call is made on an object");
            }
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && IsForCallers(method))
            {
                _places.AddPlace(local.FullName + "/" + method.Name, method);
                string protoName = MethodParser.NameOf(method);
                (MethodModel? parsed, OtherMethod? other) = parser.Parse(method, protoName);
                if (parsed is null && other is null)
                {
                    continue;
                }

                if (!names.Add(protoName))
                {
                    _findings.Mistake(Descriptors.DuplicateMethod, method, method.Readable(), protoName);
                    continue;
                }

                if (other is not null)
                {
                    others.Add(other);
                    continue;
                }

                methods.Add(parsed!);
                DocComments.Add(_comments, local.FullName + "/" + protoName, method, _cancellation);
            }
            else if (member is IPropertySymbol or IEventSymbol)
            {
                _findings.Mistake(Descriptors.UnsupportedService, member, _type.Readable(), $"'{member.Name}' is not a method");
            }
        }

        if (left is not null)
        {
            _findings.Fallback(Descriptors.ServiceLeft, local.FullName, _type.Readable(), left);
            return null;
        }

        IEnumerable<IMethodSymbol> called = _type.GetMembers().OfType<IMethodSymbol>();
        IEnumerable<ISymbol> mentioned = [_type, .. called, .. called.SelectMany(m => m.Parameters.Select(p => p.Type).Append(m.ReturnType)).SelectMany(t => t.Mentioned())];
        return new(local, package, name, _type.IsVisibleOutside(), new(methods), new(others), WarningIds.Of(mentioned));
    }

    /// <summary>Static and private methods are helpers, unless they say that they are to be called.</summary>
    private static bool IsForCallers(IMethodSymbol method) =>
        method is { IsStatic: false, DeclaredAccessibility: not Accessibility.Private } || MethodParser.OperationOf(method) is not null;

    /// <summary>The attribute's name, or the namespace and the interface's name without its I, as protobuf-net.Grpc makes it.</summary>
    private (string Package, string Name, bool IsGiven) Name()
    {
        AttributeData attribute = (_type.Attribute(KnownNames.Service) ?? _type.Attribute(KnownNames.Optional.ServiceContract))!;
        if (attribute.FirstOrNamed("Name") is { } given && !string.IsNullOrWhiteSpace(given))
        {
            int dot = given.LastIndexOf('.');
            return dot < 0 ? ("", given, true) : (given.Substring(0, dot), given.Substring(dot + 1), true);
        }

        return (_type.ToLocalType().Package, _type.TypeKind == TypeKind.Interface && _type.Name.StartsWith("I", StringComparison.Ordinal) ? _type.Name.Substring(1) : _type.Name, false);
    }
}
