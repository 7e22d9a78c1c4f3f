namespace CodeFirst.Generator.Parsing;

/// <summary>Methods of a contract to <see cref="MethodModel"/>.</summary>
internal sealed class MethodParser(INamedTypeSymbol service, Compilation compilation, Findings findings)
{
    private const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable";
    private const string Bytes = "System.IO.Stream";

    /// <summary>The attribute that says more of a method.</summary>
    public static AttributeData? OperationOf(IMethodSymbol method) => method.Attribute(KnownNames.Operation) ?? method.Attribute(KnownNames.Optional.OperationContract);

    /// <summary>The method's name on the wire, as protobuf-net.Grpc makes it.</summary>
    public static string NameOf(IMethodSymbol method)
    {
        string? given = OperationOf(method)?.FirstOrNamed("Name");
        return !string.IsNullOrWhiteSpace(given) ? given!
            : method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(0, method.Name.Length - 5)
            : method.Name;
    }

    /// <summary>One of the two; or none, with a mistake unless it is the compiler's to report, when the method cannot be called over gRPC.</summary>
    public (MethodModel? Compiled, OtherMethod? Other) Parse(IMethodSymbol method, string name)
    {
        string? reason = method switch
        {
            { IsGenericMethod: true } => "it is generic",
            { IsStatic: true } or { DeclaredAccessibility: not Accessibility.Public } => "protobuf-net.Grpc skips what is not public, and what is static; remove the modifier, or the [Operation]",
            { IsVirtual: false, IsAbstract: false } => "it is sealed, so that a client cannot send it; remove the modifier, or make it an extension method",
            { IsVararg: true } => "it takes any number of arguments",
            { RefKind: not RefKind.None } => "it returns by reference",
            _ => method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } byReference ? $"'{byReference.Name}' is passed by reference" : null,
        };
        if (reason is not null)
        {
            return Unsupported(method, reason);
        }

        if (method.MentionsUnknown())
        {
            return default;
        }

        findings.CheckName(name, method, "[Operation(\"…\")]");
        if (method.IsBarred())
        {
            return Left(method, name, "it is obsolete as an error, which generated code would meet too");
        }

        if (method.Parameters.Select(p => p.Type).Append(method.ReturnType).FirstOrDefault(t => t.Is("System.IObservable") || t.ContainingNamespace?.ToDisplayString() == "Grpc.Core") is { } raw)
        {
            return Left(method, name, $"it has a '{raw.Name}' in its signature");
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
            return Unsupported(method, mistake);
        }

        if ((request.Left ?? response.Left) is { } left)
        {
            return Left(method, name, left);
        }

        if ((request.Outside ?? response.Outside) is { } outside)
        {
            findings.Fallback(Descriptors.MethodLeft, service.FullName() + "/" + method.Name, method.Readable(), outside);
        }

        return (new(method.Name, name, request.Type!, response.Type!, parameters.FirstOrDefault()?.Name, context, takesStream, shape), null);
    }

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

    private Payload PayloadOf(ITypeSymbol? type, bool isBytes)
    {
        if (type is null || isBytes)
        {
            return new(type is null ? TypeReferences.WellKnown(KnownNames.Empty, "Empty") : TypeReferences.WellKnown(KnownNames.BytesValue, "BytesValue"));
        }

        if (type.IsOrDerivesFrom(Bytes))
        {
            return new(Mistake: $"a '{type.Readable()}', which protobuf-net.Grpc binds as the result Task<Stream> or ValueTask<Stream> alone");
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class } message)
        {
            bool isContract = message.OriginalDefinition.IsMessage();
            if (message.IsGenericType && isContract)
            {
                return new(TypeReferences.Foreign(type), Outside: $"'{type.Readable()}' is generic");
            }

            if (isContract)
            {
                return TypeReferences.Find(message, compilation.Assembly) is { } found
                    ? new(found)
                    : new(TypeReferences.Foreign(type), Outside: $"'{type.Readable()}' is of the assembly '{message.ContainingAssembly.Name}', which runs no contract generator or leaves it to protobuf-net");
            }

            if (message.AllInterfaces.Any(i => i.Is(KnownNames.GoogleMessage)))
            {
                return new(TypeReferences.Foreign(type), Outside: $"'{type.Readable()}' is a message of Google.Protobuf");
            }
        }

        return type switch
        {
            { IsValueType: true } => new(Mistake: $"'{type.Readable()}', a value type, which protobuf-net.Grpc has no client for; put it into a message class"),
            _ when IsPart(type) || (type.ElementOfCollection() is { } element && IsPart(element)) =>
                new(Left: $"'{type.Readable()}' is not a message class, and no other language has a service of it"),
            _ => new(Mistake: $"'{type.Readable()}', which is not a message; mark the class with [DataContract], or use one that is"),
        };
    }

    /// <summary>What protobuf-net takes by itself and in a collection; of collections in collections byte strings alone.</summary>
    private static bool IsPart(ITypeSymbol type) =>
        type.IsValueType || type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
        || type.Is("System.Uri") || type.Is("System.Type") || type.IsMessage() || type.IsAutoTuple();

    private (MethodModel?, OtherMethod?) Left(IMethodSymbol method, string name, string reason)
    {
        findings.Fallback(Descriptors.MethodLeft, service.FullName() + "/" + method.Name, method.Readable(), reason);
        string parameters = string.Join(", ", method.Parameters.Select((p, i) => $"{p.Type.FullName()} p{i}"));
        string arguments = string.Join(", ", method.Parameters.Select((_, i) => $"p{i}"));
        string called = InSource.Name(method.Name);
        return (null, new(name, (method.ReturnsVoid ? "void" : method.ReturnType.FullName(), $"{called}({parameters})"), $"{called}({arguments})"));
    }

    private (MethodModel?, OtherMethod?) Unsupported(IMethodSymbol method, string reason)
    {
        findings.Mistake(Descriptors.UnsupportedSignature, method, reason);
        return default;
    }

    /// <summary>What a request or response is made of.</summary>
    /// <param name="Type">The message, if its marshaller is known.</param>
    /// <param name="Outside">Why no schema has it.</param>
    /// <param name="Left">Why protobuf-net.Grpc must make the whole call.</param>
    /// <param name="Mistake">What it is, if it cannot be sent.</param>
    private sealed record Payload(ProtoTypeRef? Type = null, string? Outside = null, string? Left = null, string? Mistake = null);
}
