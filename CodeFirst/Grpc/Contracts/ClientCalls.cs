using System.ComponentModel;
using Grpc.Core;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc;

/// <summary>The calls of generated clients.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClientCalls
{
    /// <summary>Calls a method of one request and a stream of responses.</summary>
    public static IAsyncEnumerable<TResponse> ServerStreaming<TRequest, TResponse>(
        CallInvoker invoker, Method<TRequest, TResponse> method, TRequest request, in CallContext context)
        where TRequest : class
        where TResponse : class =>
#pragma warning disable CS0618 // protobuf-net.Grpc's entry points for generated code
        context.ServerStreamingAsync(invoker, method, request);
#pragma warning restore CS0618
}
