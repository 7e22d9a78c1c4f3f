namespace CodeFirst.Generator.Parsing;

/// <summary>Parses the methods of a contract.</summary>
internal sealed class MethodParser(INamedTypeSymbol service, Compilation compilation, Findings findings)
{
    private const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "System.IO.Stream";

    public static AttributeData? OperationOf(IMethodSymbol method) =>
        method.Attribute(KnownNames.Operation) ?? method.Attribute(KnownNames.Optional.OperationContract);

    /// <summary>The method's name on the wire, as protobuf-net.Grpc makes it.</summary>
    public static string NameOf(IMethodSymbol method)
    {
        string? given = OperationOf(method)?.FirstOrNamed("Name");
        return !string.IsNullOrWhiteSpace(given) ? given!
            : method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5)
            : method.Name;
    }

    /// <summary>
    /// A compiled method, or a method for protobuf-net.Grpc. Neither with a mistake; neither and no mistake where the compiler
    /// reports the signature.
    /// </summary>
    public (MethodModel? Compiled, OtherMethod? Other) Parse(IMethodSymbol method, string name)
    {
        if (Uncallable(method) is { } reason)
        {
            return Mistake(method, reason);
        }

        if (method.MentionsUnknown())
        {
            return default;
        }

        findings.CheckName(name, method, "[Operation(\"…\")]");
        if (method.IsBarred())
        {
            return Fallback(method, name, Symbols.BarredReason);
        }

        if (method.Types().FirstOrDefault(IsLeftAlone) is { } raw)
        {
            return Fallback(method, name, $"it has a '{raw.Name}' in its signature");
        }

        List<IParameterSymbol> parameters = [.. method.Parameters];
        ContextParameter context = ContextParameterOf(parameters.LastOrDefault());
        if (context != ContextParameter.None)
        {
            parameters.RemoveAt(parameters.Count - 1);
        }

        ITypeSymbol? requestType = parameters.FirstOrDefault()?.Type;
        bool takesStream = requestType?.Is(AsyncEnumerable) == true;
        if (takesStream)
        {
            requestType = ((INamedTypeSymbol)requestType!).TypeArguments[0];
        }

        (ReturnShape shape, ITypeSymbol? responseType) = Return(method);
        bool returnsBytes = shape is ReturnShape.TaskOfBytes or ReturnShape.ValueTaskOfBytes;
        Payload request = PayloadOf(requestType, isBytes: false);
        Payload response = PayloadOf(responseType, returnsBytes);
        IParameterSymbol? misplaced = parameters.Find(p => ContextParameterOf(p) != ContextParameter.None);
        string? mistake = parameters.Count switch
        {
            _ when misplaced is not null =>
                $"its '{misplaced.Name}' is a {misplaced.Type.Name} and not the last parameter; "
                + "there is one such at most, and it comes last",
            > 1 => $"it has {parameters.Count} request parameters, and a request is one message",
            _ when takesStream && shape is ReturnShape.Void or ReturnShape.Response =>
                "it takes a stream and blocks its caller until that has ended; return a Task",
            _ when takesStream && returnsBytes =>
                "it takes a stream and returns bytes, which protobuf-net.Grpc does not bind; return IAsyncEnumerable",
            _ when request.Mistake is not null => "it takes " + request.Mistake,
            _ when response.Mistake is not null => "it returns " + response.Mistake,
            _ => null,
        };
        if (mistake is not null)
        {
            return Mistake(method, mistake);
        }

        if ((request.Fallback ?? response.Fallback) is { } fallback)
        {
            return Fallback(method, name, fallback);
        }

        if ((request.Outside ?? response.Outside) is { } outside)
        {
            AddFallback(method, outside);
        }

        string? parameter = parameters.FirstOrDefault()?.Name;
        return (new(method.Name, name, request.Type!, response.Type!, parameter, context, takesStream, shape), null);
    }

    private static bool IsLeftAlone(ITypeSymbol type) =>
        type.Is("System.IObservable") || type.ContainingNamespace?.ToDisplayString() == "Grpc.Core";

    private static string? Uncallable(IMethodSymbol method) => method switch
    {
        { IsGenericMethod: true } => "it is generic",
        { IsStatic: true } or { DeclaredAccessibility: not Accessibility.Public } =>
            "protobuf-net.Grpc skips what is not public, and what is static; remove the modifier, or the [Operation]",
        { IsVirtual: false, IsAbstract: false } =>
            "it is sealed, so that a client cannot send it; remove the modifier, or make it an extension method",
        { IsVararg: true } => "it takes any number of arguments",
        { RefKind: not RefKind.None } => "it returns by reference",
        _ => method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } byReference
            ? $"'{byReference.Name}' is passed by reference"
            : null,
    };

    private static ContextParameter ContextParameterOf(IParameterSymbol? last) => last?.Type switch
    {
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
        return type switch
        {
            _ when type.Is("System.Threading.Tasks.Task") =>
                (Shape(ReturnShape.Task, ReturnShape.TaskOfResponse, ReturnShape.TaskOfBytes), argument),
            _ when type.Is("System.Threading.Tasks.ValueTask") =>
                (Shape(ReturnShape.ValueTask, ReturnShape.ValueTaskOfResponse, ReturnShape.ValueTaskOfBytes), argument),
            _ when type.Is(AsyncEnumerable) => (ReturnShape.AsyncEnumerable, argument),
            _ => (ReturnShape.Response, type),
        };

        ReturnShape Shape(ReturnShape ofNothing, ReturnShape ofResponse, ReturnShape ofBytes) =>
            argument is null ? ofNothing : argument.Is(Bytes) ? ofBytes : ofResponse;
    }

    private Payload PayloadOf(ITypeSymbol? type, bool isBytes)
    {
        if (type is null || isBytes)
        {
            (string clrName, string name) = type is null ? (KnownNames.Empty, "Empty") : (KnownNames.BytesValue, "BytesValue");
            return new(TypeReferences.WellKnown(clrName, name));
        }

        if (type.IsOrDerivesFrom(Bytes))
        {
            return new(Mistake:
                $"a '{type.Readable()}', which protobuf-net.Grpc binds as the result Task<Stream> or ValueTask<Stream> alone");
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class } message)
        {
            bool isContract = message.OriginalDefinition.IsMessage();
            if (isContract && !message.IsGenericType && TypeReferences.Find(message, compilation.Assembly) is { } found)
            {
                return new(found);
            }

            string? outside = isContract
                ? message.IsGenericType ? $"'{type.Readable()}' is generic" : TypeReferences.NotDescribed(type)
                : message.AllInterfaces.Any(i => i.Is(KnownNames.GoogleMessage)) ? $"'{type.Readable()}' is a message of Google.Protobuf"
                : null;
            if (outside is not null)
            {
                return new(TypeReferences.Foreign(type), outside);
            }
        }

        return type switch
        {
            { IsValueType: true } => new(
                Mistake: $"'{type.Readable()}', a value type, which protobuf-net.Grpc has no client for; put it into a message class"),
            _ when IsPart(type) || (type.ElementOfCollection() is { } element && IsPart(element)) => new(
                Fallback: $"'{type.Readable()}' is not a message class, and no other language has a service of it"),
            _ => new(Mistake: $"'{type.Readable()}', which is not a message; mark the class with [DataContract], or use one that is"),
        };
    }

    /// <summary>What protobuf-net takes by itself and in a collection; of collections it takes only byte strings in a collection.</summary>
    private static bool IsPart(ITypeSymbol type) =>
        type.IsValueType
        || type is { SpecialType: SpecialType.System_String } or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
        || type.Is("System.Uri")
        || type.Is("System.Type")
        || type.IsMessage()
        || type.IsAutoTuple();

    private (MethodModel?, OtherMethod?) Fallback(IMethodSymbol method, string name, string reason)
    {
        AddFallback(method, reason);
        string parameters = string.Join(", ", method.Parameters.Select((p, i) => $"{p.Type.FullName()} p{i}"));
        string arguments = string.Join(", ", method.Parameters.Select((_, i) => $"p{i}"));
        string called = InSource.Name(method.Name);
        string result = method.ReturnsVoid ? "void" : method.ReturnType.FullName();
        return (null, new(name, result, $"{called}({parameters})", $"{called}({arguments})"));
    }

    private void AddFallback(IMethodSymbol method, string reason) =>
        findings.Fallback(Descriptors.MethodLeft, service.FullName() + "/" + method.Name, method.Readable(), reason);

    private (MethodModel?, OtherMethod?) Mistake(IMethodSymbol method, string reason)
    {
        findings.Mistake(Descriptors.UnsupportedSignature, method, reason);
        return default;
    }

    /// <summary>What a request or response is made of.</summary>
    /// <param name="Type">The message, if its marshaller is known.</param>
    /// <param name="Outside">Why no schema has it.</param>
    /// <param name="Fallback">Why protobuf-net.Grpc must make the whole call.</param>
    /// <param name="Mistake">What it is, if it cannot be sent.</param>
    private sealed record Payload(ProtoTypeRef? Type = null, string? Outside = null, string? Fallback = null, string? Mistake = null);
}
