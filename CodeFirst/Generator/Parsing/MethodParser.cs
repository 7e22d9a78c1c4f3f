using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generator.Parsing;

/// <summary>Methods of a contract to <see cref="MethodModel"/>.</summary>
internal sealed class MethodParser(Compilation compilation, List<DiagnosticInfo> diagnostics)
{
    private const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "System.IO.Stream";

    /// <summary>Null, and a diagnostic unless it is the compiler's to report, when the method cannot be called over gRPC.</summary>
    public MethodModel? Parse(IMethodSymbol method)
    {
        string? reason = method switch
        {
            { IsGenericMethod: true } => "it is generic",
            { IsStatic: true } or { DeclaredAccessibility: Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal } => "it is static, private or protected, and what is called is not; remove the modifier, or the [Operation]",
            { IsVirtual: false, IsAbstract: false } => "it is sealed, so that a client cannot send it; remove the modifier, or make it an extension method",
            { IsVararg: true } => "it takes any number of arguments",
            { RefKind: not RefKind.None } => "it returns by reference",
            _ when method.IsBarred() => "it is obsolete as an error, which generated code would meet too; make that a warning",
            _ => method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } byReference ? $"'{byReference.Name}' is passed by reference" : null,
        };
        if (reason is not null)
        {
            return Unsupported(method, reason);
        }

        if (method.MentionsUnknown())
        {
            return null;
        }

        List<IParameterSymbol> parameters = [.. method.Parameters];
        ContextParameter context = ContextParameterOf(parameters.LastOrDefault());
        if (context != ContextParameter.None)
        {
            parameters.RemoveAt(parameters.Count - 1);
        }

        if (parameters.Find(p => ContextParameterOf(p) != ContextParameter.None) is { } misplaced)
        {
            return Unsupported(method, $"its '{misplaced.Name}' is a {misplaced.Type.Name} and not the last parameter; there is one such at most, and it comes last");
        }

        if (parameters.Count > 1)
        {
            return Unsupported(method, $"it has {parameters.Count} request parameters, and a request is one message");
        }

        ITypeSymbol? requestType = parameters.FirstOrDefault()?.Type;
        bool takesStream = requestType is INamedTypeSymbol { TypeArguments.Length: 1 } && requestType.Is(AsyncEnumerable);
        if (takesStream)
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
        if (takesStream && returnsBytes)
        {
            return Unsupported(method, "it takes a stream and returns bytes, which protobuf-net.Grpc does not bind; return IAsyncEnumerable");
        }

        ProtoTypeRef? request = Payload(method, requestType, isBytes: false, "takes");
        ProtoTypeRef? response = Payload(method, responseType, returnsBytes, "returns");
        if (request is null || response is null)
        {
            return null;
        }

        string name = method.Attribute(KnownNames.Operation)?.FirstOrNamed("Name")
            ?? (method.Name.Length > 5 && method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5) : method.Name);
        ProtoNames.Check(name, method, "[Operation(\"…\")]", diagnostics);
        return new(method.Name, name, request, response, parameters.FirstOrDefault()?.Name, context, takesStream, shape);
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
        null => TypeReferences.WellKnown(KnownNames.Empty, "Empty"),
        _ when isBytes => TypeReferences.WellKnown(KnownNames.BytesValue, "BytesValue"),
        _ => Message(method, type, verb),
    };

    private ProtoTypeRef? Message(IMethodSymbol method, ITypeSymbol type, string verb)
    {
        if (type.IsOrDerivesFrom(Bytes))
        {
            Unsupported(method, $"it {verb} a '{type.Readable()}' that is not returned as Task<Stream> or ValueTask<Stream>");
            return null;
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsGenericType: false } message)
        {
            return TypeReferences.Message(message, method, compilation.Assembly, diagnostics);
        }

        Unsupported(method, $"it {verb} '{type.Readable()}', which is not a message class");
        return null;
    }

    private MethodModel? Unsupported(IMethodSymbol method, string reason)
    {
        diagnostics.Add(DiagnosticInfo.Create(Descriptors.UnsupportedSignature, TypeReferences.Place(method), method.Readable(), reason));
        return null;
    }
}
