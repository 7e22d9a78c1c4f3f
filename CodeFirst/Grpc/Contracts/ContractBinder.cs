#pragma warning disable CS0618 // BytesValue is protobuf-net.Grpc's entry point for generated code
using System.ComponentModel;
using Grpc.Core;
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc;

/// <summary>Calls a service object's method of one request and one response.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate Task<TResponse> UnaryHandler<in TContract, in TRequest, TResponse>(TContract service, TRequest request, ServerCallContext context);

/// <summary>Calls a service object's method of one request and a stream of responses.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate IAsyncEnumerable<TResponse> ServerStreamingHandler<in TContract, in TRequest, out TResponse>(
    TContract service, TRequest request, ServerCallContext context);

/// <summary>Calls a service object's method of a stream of requests and one response.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate Task<TResponse> ClientStreamingHandler<in TContract, in TRequest, TResponse>(
    TContract service, IAsyncEnumerable<TRequest> requests, ServerCallContext context);

/// <summary>Calls a service object's method of a stream each way.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate IAsyncEnumerable<TResponse> DuplexStreamingHandler<in TContract, in TRequest, out TResponse>(
    TContract service, IAsyncEnumerable<TRequest> requests, ServerCallContext context);

/// <summary>Receives the methods of a contract with their handlers; what a generated server binding speaks to.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ContractBinder
{
    /// <summary>Receives a method of one request and one response.</summary>
    public abstract void Unary<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryHandler<TContract, TRequest, TResponse> handler)
        where TContract : class
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of one request and a stream of responses.</summary>
    public abstract void ServerStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingHandler<TContract, TRequest, TResponse> handler)
        where TContract : class
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of a stream of requests and one response.</summary>
    public abstract void ClientStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingHandler<TContract, TRequest, TResponse> handler)
        where TContract : class
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of a stream each way.</summary>
    public abstract void DuplexStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingHandler<TContract, TRequest, TResponse> handler)
        where TContract : class
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method whose response is a stream of bytes.</summary>
    public abstract void Bytes<TContract, TRequest>(
        Method<TRequest, BytesValue> method, UnaryHandler<TContract, TRequest, Stream> handler)
        where TContract : class
        where TRequest : class;

    /// <summary>Receives the name of a method that the generator leaves to protobuf-net.Grpc.</summary>
    public abstract void Fallback(string method);
}
