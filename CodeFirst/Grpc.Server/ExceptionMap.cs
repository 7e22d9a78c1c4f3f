namespace CodeFirst.Grpc.Server;

/// <summary>
/// What exceptions that handlers throw mean for the caller. <see cref="RpcException"/> means its own status; of the others the
/// closest class counts, of one class the mapping added last. What is not mapped is UNKNOWN, and logged as an error.
/// </summary>
/// <example>
/// <code>
/// options.Exceptions.Map&lt;KeyNotFoundException&gt;(e => new Status(StatusCode.NotFound, e.Message));
/// </code>
/// </example>
public sealed class ExceptionMap
{
    private readonly Dictionary<Type, Func<Exception, ServerCallContext, RpcException?>> _mappings = [];

    /// <summary>Maps a class of exceptions, and those derived from it, to a status.</summary>
    public ExceptionMap Map<TException>(Func<TException, Status> status)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(status);
        return Map<TException>((e, _) => new RpcException(status(e)));
    }

    /// <summary>
    /// Maps a class of exceptions, and those derived from it, to what the handler might have thrown instead, with trailers and
    /// details; null leaves it to the mappings of its base classes.
    /// </summary>
    public ExceptionMap Map<TException>(Func<TException, ServerCallContext, RpcException?> exception)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(exception);
        _mappings[typeof(TException)] = (e, call) => exception((TException)e, call);
        return this;
    }

    /// <summary>What an exception means, or null. A mapping that fails is the exception that counts.</summary>
    internal RpcException? Find(Exception exception, ServerCallContext call)
    {
        for (Type? type = exception.GetType(); type is not null && _mappings.Count > 0; type = type.BaseType)
        {
            if (_mappings.TryGetValue(type, out Func<Exception, ServerCallContext, RpcException?>? map) && map(exception, call) is { } meant)
            {
                return meant;
            }
        }

        return null;
    }
}
