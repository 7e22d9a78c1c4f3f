#pragma warning disable CS0618 // BytesValue is protobuf-net.Grpc's entry point for generated code
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc;

/// <summary>Receives a contract's methods from its generated binding, each with a handler that calls it on a service object.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ContractBinder
{
    /// <summary>Binds a method that takes a request and returns a response.</summary>
    public abstract void Unary<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, TRequest, ServerCallContext, Task<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Binds a method that takes a request and returns a stream.</summary>
    public abstract void ServerStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, TRequest, ServerCallContext, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Binds a method that takes a stream and returns a response.</summary>
    public abstract void ClientStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, IAsyncEnumerable<TRequest>, ServerCallContext, Task<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Binds a method that takes a stream and returns a stream.</summary>
    public abstract void DuplexStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        Func<TContract, IAsyncEnumerable<TRequest>, ServerCallContext, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Binds a method that returns a stream of bytes.</summary>
    public abstract void Bytes<TContract, TRequest>(
        Method<TRequest, BytesValue> method, Func<TContract, TRequest, ServerCallContext, Task<Stream>> handler)
        where TRequest : class;

    /// <summary>Leaves a method to protobuf-net.Grpc, by its name on the wire.</summary>
    public abstract void Fallback(string method);
}
