using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary><c>[Service]</c> interfaces to <see cref="ServiceModel"/>.</summary>
internal sealed class ServiceParser
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly List<DiagnosticInfo> _diagnostics = [];
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
        return new(parser._diagnostics.Count == 0 && !mentionsUnknown ? model : null, new(parser._comments), new(parser._places), new(parser._diagnostics));
    }

    private ServiceModel? Parse()
    {
        (string package, string name) = Name();
        LocalType local = _type.ToLocalType();
        string? reason = _type switch
        {
            { TypeKind: not TypeKind.Interface } => "only an interface can; put [Service] on the interface that the class implements",
            { IsGenericType: true } => "it is generic",
            { Interfaces.IsEmpty: false } => "it inherits from another interface; write its methods out",
            _ when !_type.IsVisibleInside() => "it is private to another type or to its file; make it internal or public",
            _ when !ProtoNames.IsIdentifier(name) || (package.Length > 0 && !ProtoNames.IsPackage(package)) => $"'{name}' of the package '{package}' is not a protobuf name",
            _ when _type.IsBarred() => "it is obsolete as an error, which generated code would meet too; make that a warning",
            _ => local.NameTakenBy(_compilation, "Contract"),
        };
        if (reason is not null)
        {
            Report(Descriptors.UnsupportedService, _type, _type.Readable(), reason);
            return null;
        }

        DocComments.Add(_comments, local.FullName, _type, _cancellation);
        _places.AddPlace(local.FullName, _type);
        var parser = new MethodParser(_compilation, _diagnostics);
        var methods = new List<MethodModel>();
        foreach (ISymbol member in _type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: true, IsAbstract: true })
            {
                Report(Descriptors.UnsupportedService, member, _type.Readable(), $"'{member.Name}' is static, and a call is made on an object");
            }
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && IsForCallers(method))
            {
                if (parser.Parse(method) is not { } parsed)
                {
                    continue;
                }

                if (methods.Any(m => string.Equals(m.ProtoName, parsed.ProtoName, StringComparison.OrdinalIgnoreCase)))
                {
                    Report(Descriptors.DuplicateMethod, method, method.Readable(), parsed.ProtoName);
                    continue;
                }

                methods.Add(parsed);
                DocComments.Add(_comments, local.FullName + "/" + parsed.ProtoName, method, _cancellation);
            }
            else if (member is IPropertySymbol or IEventSymbol)
            {
                Report(Descriptors.UnsupportedService, member, _type.Readable(), $"'{member.Name}' is not a method");
            }
        }

        IEnumerable<IMethodSymbol> called = _type.GetMembers().OfType<IMethodSymbol>();
        IEnumerable<ISymbol> mentioned = [_type, .. called, .. called.SelectMany(m => m.Parameters.Select(p => p.Type).Append(m.ReturnType)).SelectMany(t => t.Mentioned())];
        return new(local, package, name, _type.IsVisibleOutside(), new(methods), WarningIds.Of(mentioned));
    }

    /// <summary>Static and private methods are helpers, unless they say that they are to be called.</summary>
    private static bool IsForCallers(IMethodSymbol method) =>
        method is { IsStatic: false, DeclaredAccessibility: not Accessibility.Private } || method.Attribute(KnownNames.Operation) is not null;

    /// <summary>The attribute's name, or the namespace and the interface's name without its I.</summary>
    private (string Package, string Name) Name()
    {
        string? given = _type.Attribute(KnownNames.Service)!.FirstOrNamed("Name");
        if (given is not null)
        {
            int dot = given.LastIndexOf('.');
            return dot < 0 ? ("", given) : (given.Substring(0, dot), given.Substring(dot + 1));
        }

        string name = _type.Name.Length > 1 && _type.Name[0] == 'I' && char.IsUpper(_type.Name[1]) ? _type.Name.Substring(1) : _type.Name;
        return (_type.ToLocalType().Package, name);
    }

    private void Report(DiagnosticDescriptor descriptor, ISymbol place, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(descriptor, TypeReferences.Place(place), arguments));
}
