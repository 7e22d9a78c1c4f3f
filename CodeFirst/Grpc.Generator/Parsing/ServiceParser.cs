using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Grpc.Generator.Parsing;

/// <summary><c>[Service]</c> interfaces to <see cref="ServiceModel"/>.</summary>
internal sealed class ServiceParser
{
    private const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "System.IO.Stream";

    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly List<Comment> _comments = [];

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
        return new(parser._diagnostics.Count == 0 ? model : null, new(parser._comments), new(parser._diagnostics));
    }

    private ServiceModel? Parse()
    {
        (string package, string name) = Name();
        string? reason = _type switch
        {
            { TypeKind: not TypeKind.Interface } => "only an interface can; put [Service] on the interface that the class implements",
            { IsGenericType: true } => "it is generic",
            { Interfaces.IsEmpty: false } => "it inherits from another interface; write its methods out",
            _ when !_type.IsVisibleInside() => "it is private to another type or to its file; make it internal or public",
            _ when !ProtoNames.IsIdentifier(name) || (package.Length > 0 && !ProtoNames.IsPackage(package)) => $"'{name}' of the package '{package}' is not a protobuf name",
            _ => null,
        };
        if (reason is not null)
        {
            Report(Descriptors.UnsupportedService, _type, _type.Readable(), reason);
            return null;
        }

        LocalType local = _type.ToLocalType();
        DocComments.Add(_comments, local.FullName, _type, _cancellation);
        var methods = new List<MethodModel>();
        foreach (ISymbol member in _type.GetMembers())
        {
            if (member is IMethodSymbol { IsStatic: true, IsAbstract: true })
            {
                Report(Descriptors.UnsupportedService, member, _type.Readable(), $"'{member.Name}' is static, and a call is made on an object");
            }
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: not Accessibility.Private } method)
            {
                if (ParseMethod(method) is not { } parsed)
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

        return new(local, package, name, _type.IsVisibleOutside(), new(methods));
    }

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
        return (_type.ContainingNamespace.IsGlobalNamespace ? "" : _type.ContainingNamespace.ToDisplayString(), name);
    }

    private MethodModel? ParseMethod(IMethodSymbol method)
    {
        if (method.IsGenericMethod)
        {
            return Unsupported(method, "it is generic");
        }

        List<IParameterSymbol> parameters = [.. method.Parameters];
        if (parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } byReference)
        {
            return Unsupported(method, $"'{byReference.Name}' is passed by reference");
        }

        ContextParameter context = ContextParameterOf(parameters.LastOrDefault());
        if (context != ContextParameter.None)
        {
            parameters.RemoveAt(parameters.Count - 1);
        }

        if (parameters.Count > 1)
        {
            return Unsupported(method, $"it has {parameters.Count} request parameters, and a request is one message");
        }

        ITypeSymbol? requestType = parameters.FirstOrDefault()?.Type;
        bool takesBytes = requestType?.Is(Bytes) == true;
        bool takesMessages = requestType is INamedTypeSymbol { TypeArguments.Length: 1 } && requestType.Is(AsyncEnumerable);
        bool takesStream = takesMessages || takesBytes;
        if (takesMessages)
        {
            requestType = ((INamedTypeSymbol)requestType!).TypeArguments[0];
        }

        (ReturnShape shape, ITypeSymbol? responseType) = Return(method);
        if (new[] { parameters.FirstOrDefault()?.Type, requestType, method.ReturnType, responseType }.FirstOrDefault(t => t?.NullableAnnotation == NullableAnnotation.Annotated) is { } nullable)
        {
            return Unsupported(method, $"'{nullable.Readable()}' may be null, and a call always has its message or its stream; write it without the ?");
        }

        if (takesStream && shape is ReturnShape.Void or ReturnShape.Response)
        {
            return Unsupported(method, "it takes a stream and blocks its caller until that has ended; return a Task");
        }

        bool returnsBytes = shape is ReturnShape.TaskOfBytes or ReturnShape.ValueTaskOfBytes;
        ProtoTypeRef? request = Payload(method, requestType, takesBytes, "takes");
        ProtoTypeRef? response = Payload(method, responseType, returnsBytes, "returns");
        if (request is null || response is null)
        {
            return null;
        }

        string name = method.Attribute(KnownNames.Operation)?.FirstOrNamed("Name")
            ?? (method.Name.Length > 5 && method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5) : method.Name);
        ProtoNames.Check(name, method, "[Operation(\"…\")]", _diagnostics);
        return new(method.Name, name, request, response, parameters.FirstOrDefault()?.Name, context, takesStream, takesBytes, shape);
    }

    private static ContextParameter ContextParameterOf(IParameterSymbol? last) => last?.Type switch
    {
        null => ContextParameter.None,
        { } type when type.Is(KnownNames.CallContext) => ContextParameter.CallContext,
        { } type when type.Is("System.Threading.CancellationToken") => ContextParameter.CancellationToken,
        _ => ContextParameter.None,
    };

    private static (ReturnShape Shape, ITypeSymbol? Response) Return(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
        {
            return (ReturnShape.Void, null);
        }

        if (method.ReturnType is not INamedTypeSymbol { TypeArguments.Length: <= 1 } type)
        {
            return (ReturnShape.Response, method.ReturnType);
        }

        ITypeSymbol? argument = type.TypeArguments.FirstOrDefault();
        bool ofBytes = argument?.Is(Bytes) == true;
        return type switch
        {
            _ when ofBytes && type.Is("System.Threading.Tasks.Task") => (ReturnShape.TaskOfBytes, argument),
            _ when ofBytes && type.Is("System.Threading.Tasks.ValueTask") => (ReturnShape.ValueTaskOfBytes, argument),
            _ when type.Is("System.Threading.Tasks.Task") => (argument is null ? ReturnShape.Task : ReturnShape.TaskOfResponse, argument),
            _ when type.Is("System.Threading.Tasks.ValueTask") => (argument is null ? ReturnShape.ValueTask : ReturnShape.ValueTaskOfResponse, argument),
            _ when type.Is(AsyncEnumerable) => (ReturnShape.AsyncEnumerable, argument),
            _ => (ReturnShape.Response, type),
        };
    }

    private ProtoTypeRef? Payload(IMethodSymbol method, ITypeSymbol? type, bool isBytes, string verb) => type switch
    {
        null => TypeReferences.OfRuntime(KnownNames.Empty, _compilation),
        _ when isBytes => TypeReferences.OfRuntime(KnownNames.StreamChunk, _compilation),
        _ => Message(method, type, verb),
    };

    private ProtoTypeRef? Message(IMethodSymbol method, ITypeSymbol type, string verb)
    {
        if (type.IsOrDerivesFrom(Bytes))
        {
            Unsupported(method, $"it {verb} a '{type.Readable()}' that is neither a parameter of type Stream nor returned as Task<Stream> or ValueTask<Stream>");
            return null;
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsGenericType: false } message)
        {
            return TypeReferences.Message(message, method, _compilation.Assembly, _diagnostics);
        }

        Unsupported(method, $"it {verb} '{type.Readable()}', which is not a message class");
        return null;
    }

    private MethodModel? Unsupported(IMethodSymbol method, string reason)
    {
        Report(Descriptors.UnsupportedSignature, method, method.Readable(), reason);
        return null;
    }

    private void Report(DiagnosticDescriptor descriptor, ISymbol place, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(descriptor, TypeReferences.Place(place), arguments));
}
