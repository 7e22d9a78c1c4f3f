#pragma warning disable CS0618 // BytesValue is protobuf-net.Grpc's entry point for generated code
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc;

/// <summary>
/// Receives the methods of a contract, each with a handler that calls it on a service object; what a generated server binding speaks to.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ContractBinder
{
    /// <summary>Receives a method of one request and one response.</summary>
    public abstract void Unary<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, TRequest, ServerCallContext, Task<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of one request and a stream of responses.</summary>
    public abstract void ServerStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, TRequest, ServerCallContext, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of a stream of requests and one response.</summary>
    public abstract void ClientStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, IAsyncEnumerable<TRequest>, ServerCallContext, Task<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of a stream each way.</summary>
    public abstract void DuplexStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        Func<TContract, IAsyncEnumerable<TRequest>, ServerCallContext, IAsyncEnumerable<TResponse>> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method whose response is a stream of bytes.</summary>
    public abstract void Bytes<TContract, TRequest>(
        Method<TRequest, BytesValue> method, Func<TContract, TRequest, ServerCallContext, Task<Stream>> handler)
        where TRequest : class;

    /// <summary>Receives the name of a method that the generator leaves to protobuf-net.Grpc.</summary>
    public abstract void Fallback(string method);
}
