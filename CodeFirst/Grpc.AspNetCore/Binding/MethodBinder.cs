#pragma warning disable CS0618 // Reshape is protobuf-net.Grpc's entry point for generated code
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using ProtoBuf.Grpc.Configuration;
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Adds the methods of one compiled contract to a service.</summary>
internal sealed class MethodBinder<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TService>(
    ServiceMethodProviderContext<TService> context, Type contractType, StreamBatching batching) : ContractBinder
    where TService : class
{
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private int _bound;

    public override void Unary<TContract, TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryHandler<TContract, TRequest, TResponse> handler)
    {
        MethodInfo declared = Find(method);
        context.AddUnaryMethod(method, MetadataOf(declared), HasSimpleExceptions(declared)
            ? (service, request, call) => Reshape.WithSimpleExceptionHandling(handler((TContract)(object)service, request, call))
            : (service, request, call) => handler((TContract)(object)service, request, call));
    }

    public override void ServerStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingHandler<TContract, TRequest, TResponse> handler)
    {
        MethodInfo declared = Find(method);
        bool simple = HasSimpleExceptions(declared);
        context.AddServerStreamingMethod(method, MetadataOf(declared), (service, request, writer, call) =>
        {
            Task done = batching.WriteAsync(handler((TContract)(object)service, request, call), method.ResponseMarshaller, writer, call);
            return simple ? Reshape.WithSimpleExceptionHandling(done) : done;
        });
    }

    public override void ClientStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingHandler<TContract, TRequest, TResponse> handler)
    {
        MethodInfo declared = Find(method);
        bool simple = HasSimpleExceptions(declared);
        context.AddClientStreamingMethod(method, MetadataOf(declared), (service, reader, call) =>
        {
            Task<TResponse> done = handler((TContract)(object)service, reader.AsAsyncEnumerable(call.CancellationToken), call);
            return simple ? Reshape.WithSimpleExceptionHandling(done) : done;
        });
    }

    public override void DuplexStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingHandler<TContract, TRequest, TResponse> handler)
    {
        MethodInfo declared = Find(method);
        bool simple = HasSimpleExceptions(declared);
        context.AddDuplexStreamingMethod(method, MetadataOf(declared), (service, reader, writer, call) =>
        {
            IAsyncEnumerable<TResponse> responses = handler((TContract)(object)service, reader.AsAsyncEnumerable(call.CancellationToken), call);
            Task done = batching.WriteAsync(responses, method.ResponseMarshaller, writer, call);
            return simple ? Reshape.WithSimpleExceptionHandling(done) : done;
        });
    }

    public override void Bytes<TContract, TRequest>(Method<TRequest, BytesValue> method, UnaryHandler<TContract, TRequest, Stream> handler)
    {
        MethodInfo declared = Find(method);
        bool simple = HasSimpleExceptions(declared);
        context.AddServerStreamingMethod(method, MetadataOf(declared), (service, request, writer, call) =>
        {
            Task done = Reshape.WriteStream(handler((TContract)(object)service, request, call), writer, call, writeTrailer: true);
            return simple ? Reshape.WithSimpleExceptionHandling(done) : done;
        });
    }

    public override void Fallback(string method) => _others.Add(method);

    /// <summary>Binds the methods of <paramref name="contract"/>, and, as protobuf-net.Grpc does, those that the generator left to it.</summary>
    /// <returns>How many they are.</returns>
    public int BindAll(CompiledContract contract)
    {
        contract.Bind(this);
        return _bound + (_others.Count == 0 ? 0 : new OtherMethods().Bind<TService>(context, CompiledBinding.Only(contractType, _others)));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The contract's generated binding calls all its methods, so trimming keeps them with their attributes.")]
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The contract's generated binding calls all its methods, so trimming keeps them with their attributes.")]
    private MethodInfo Find(IMethod method)
    {
        _bound++;
        ServiceBinder binder = BinderConfiguration.Default.Binder;
        return contractType.GetMethods().First(m => binder.IsOperationContract(m, out string? name) && name == method.Name);
    }

    private IList<object> MetadataOf(MethodInfo declared) => BinderConfiguration.Default.Binder.GetMetadata(declared, contractType, typeof(TService));

    /// <summary>As protobuf-net.Grpc has it: the attribute on the class, the contract or the contract's method.</summary>
    private bool HasSimpleExceptions(MethodInfo declared) =>
        new MemberInfo[] { typeof(TService), contractType, declared }.Any(member => member.IsDefined(typeof(SimpleRpcExceptionsAttribute)));

    private sealed class OtherMethods : ServerBinder
    {
        [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "TOther is the TService of the binder around this, which keeps its members.")]
        protected override bool TryBind<TOther, TRequest, TResponse>(ServiceBindContext bind, Method<TRequest, TResponse> method, MethodStub<TOther> stub)
        {
            if (bind.State is not ServiceMethodProviderContext<TOther> context)
            {
                return false;
            }

            IList<object> metadata = bind.GetMetadata(stub.Method);
            switch (method.Type)
            {
                case MethodType.Unary:
                    context.AddUnaryMethod(method, metadata, stub.CreateDelegate<UnaryServerMethod<TOther, TRequest, TResponse>>());
                    return true;
                case MethodType.ClientStreaming:
                    context.AddClientStreamingMethod(method, metadata, stub.CreateDelegate<ClientStreamingServerMethod<TOther, TRequest, TResponse>>());
                    return true;
                case MethodType.ServerStreaming:
                    context.AddServerStreamingMethod(method, metadata, stub.CreateDelegate<ServerStreamingServerMethod<TOther, TRequest, TResponse>>());
                    return true;
                default:
                    context.AddDuplexStreamingMethod(method, metadata, stub.CreateDelegate<DuplexStreamingServerMethod<TOther, TRequest, TResponse>>());
                    return true;
            }
        }
    }
}
