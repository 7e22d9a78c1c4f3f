namespace CodeFirst.Grpc.Client;

/// <summary>
/// No connection came about, or it was lost: the <see cref="Status.DebugException"/> of a call that failed with UNAVAILABLE
/// for that reason.
/// </summary>
/// <example>
/// <code>
/// catch (RpcException e) when (e.Status.DebugException is ConnectionException { Stage: ConnectionStage.Http2 })
/// {
///     // The server probably refused this client's certificate.
/// }
/// </code>
/// </example>
public sealed class ConnectionException : HttpRequestException
{
    /// <summary>Creates an exception that says no more than that.</summary>
    public ConnectionException()
        : this("the connection failed")
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public ConnectionException(string message)
        : this(message, null)
    {
    }

    /// <summary>Creates an exception with its cause.</summary>
    public ConnectionException(string message, Exception? innerException)
        : base(message, innerException) => Stage = ConnectionStage.Established;

    internal ConnectionException(ConnectionStage stage, HttpRequestError error, string message, Exception cause)
        : base(error, message, cause) => Stage = stage;

    /// <summary>How far the connection had come.</summary>
    public ConnectionStage Stage { get; }
}
