#pragma warning disable CS0618 // Reshape is protobuf-net.Grpc's entry point for generated code
using System.Reflection;
using System.Runtime.CompilerServices;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc;

/// <summary>Makes the calls of generated clients whose responses are streams.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClientCalls
{
    private static readonly ConditionalWeakTable<IMethod, IMethod> Batched = [];

    /// <summary>The assembly of the invokers whose calls may receive batches; null until a channel hands batches over.</summary>
    internal static Assembly? BatchingPackage { get; set; }

    /// <summary>Calls a method that takes a request and returns a stream.</summary>
    public static IAsyncEnumerable<TResponse> ServerStreaming<TRequest, TResponse>(
        CallInvoker invoker, Method<TRequest, TResponse> method, TRequest request, in CallContext context)
        where TRequest : class
        where TResponse : class =>
        TryBatch(invoker, method, out Method<TRequest, MessageBatch<TResponse>>? batched)
            ? new MessageStream<TResponse>(context.ServerStreamingAsync(invoker, batched, request))
            : context.ServerStreamingAsync(invoker, method, request);

    /// <summary>Calls a method that takes a stream and returns a stream.</summary>
    public static IAsyncEnumerable<TResponse> DuplexStreaming<TRequest, TResponse>(
        CallInvoker invoker, Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, in CallContext context)
        where TRequest : class
        where TResponse : class =>
        TryBatch(invoker, method, out Method<TRequest, MessageBatch<TResponse>>? batched)
            ? new MessageStream<TResponse>(context.DuplexAsync(invoker, batched, requests))
            : context.DuplexAsync(invoker, method, requests);

    /// <summary>Finds the method that receives batches; none behind an interceptor, which must see each message.</summary>
    private static bool TryBatch<TRequest, TResponse>(
        CallInvoker invoker, Method<TRequest, TResponse> method, [NotNullWhen(true)] out Method<TRequest, MessageBatch<TResponse>>? batched)
        where TRequest : class
        where TResponse : class
    {
        bool batches = BatchingPackage is not null && invoker.GetType().Assembly == BatchingPackage;
        batched = batches && method.ResponseMarshaller is CompiledMarshaller<TResponse>
            ? (Method<TRequest, MessageBatch<TResponse>>)Batched.GetValue(method, ToBatches<TRequest, TResponse>)
            : null;
        return batched is not null;
    }

    private static Method<TRequest, MessageBatch<TResponse>> ToBatches<TRequest, TResponse>(IMethod of)
        where TRequest : class
        where TResponse : class
    {
        var method = (Method<TRequest, TResponse>)of;
        MessageSerializer<TResponse> serializer = ((CompiledMarshaller<TResponse>)method.ResponseMarshaller).Compiled;
        Marshaller<MessageBatch<TResponse>> batches = MessageBatch<TResponse>.CreateMarshaller(serializer);
        return new(method.Type, method.ServiceName, method.Name, method.RequestMarshaller, batches);
    }
}
