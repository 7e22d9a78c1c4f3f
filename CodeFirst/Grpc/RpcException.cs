namespace CodeFirst.Grpc;

/// <summary>A call ended with a status other than OK. A handler throws it to end its call so; a client's call throws what came.</summary>
public class RpcException : Exception
{
    /// <summary>Creates an exception for a status, with no trailers.</summary>
    public RpcException(Status status)
        : this(status, new Metadata())
    {
    }

    /// <summary>Creates an exception for a status with a message of its own for local readers.</summary>
    public RpcException(Status status, string message)
        : this(status, new Metadata(), message)
    {
    }

    /// <summary>Creates an exception for a status and the trailers that came or are to be sent with it.</summary>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Creates an exception for a status, trailers and a message of its own for local readers.</summary>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailing metadata, without <c>grpc-status</c> and <c>grpc-message</c>.</summary>
    public Metadata Trailers { get; }
}
