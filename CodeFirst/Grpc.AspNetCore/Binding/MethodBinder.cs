#pragma warning disable CS0618 // Reshape is protobuf-net.Grpc's entry point for generated code
using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using ProtoBuf.Grpc.Internal;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Adds the methods of one compiled contract to a service.</summary>
internal sealed class MethodBinder<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TService>(
    ServiceMethodProviderContext<TService> context, CompiledContract contract, StreamBatching batching) : ContractBinder
    where TService : class
{
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private int _bound;

    public override void Unary<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, TRequest, ServerCallContext, Task<TResponse>> handler)
    {
        (IList<object> metadata, bool simple) = Describe(method);
        context.AddUnaryMethod(method, metadata, (service, request, call) =>
            Finish(simple, handler((TContract)(object)service, request, call)));
    }

    public override void ServerStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, TRequest, ServerCallContext, IAsyncEnumerable<TResponse>> handler)
    {
        (IList<object> metadata, bool simple) = Describe(method);
        context.AddServerStreamingMethod(method, metadata, (service, request, writer, call) => Finish(simple, batching.WriteAsync(
            handler((TContract)(object)service, request, call), method.ResponseMarshaller, writer, call)));
    }

    public override void ClientStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method, Func<TContract, IAsyncEnumerable<TRequest>, ServerCallContext, Task<TResponse>> handler)
    {
        (IList<object> metadata, bool simple) = Describe(method);
        context.AddClientStreamingMethod(method, metadata, (service, reader, call) =>
            Finish(simple, handler((TContract)(object)service, reader.AsAsyncEnumerable(call.CancellationToken), call)));
    }

    public override void DuplexStreaming<TContract, TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        Func<TContract, IAsyncEnumerable<TRequest>, ServerCallContext, IAsyncEnumerable<TResponse>> handler)
    {
        (IList<object> metadata, bool simple) = Describe(method);
        context.AddDuplexStreamingMethod(method, metadata, (service, reader, writer, call) => Finish(simple, batching.WriteAsync(
            handler((TContract)(object)service, reader.AsAsyncEnumerable(call.CancellationToken), call),
            method.ResponseMarshaller,
            writer,
            call)));
    }

    public override void Bytes<TContract, TRequest>(
        Method<TRequest, BytesValue> method, Func<TContract, TRequest, ServerCallContext, Task<Stream>> handler)
    {
        (IList<object> metadata, bool simple) = Describe(method);
        context.AddServerStreamingMethod(method, metadata, (service, request, writer, call) => Finish(
            simple, Reshape.WriteStream(handler((TContract)(object)service, request, call), writer, call, writeTrailer: true)));
    }

    public override void Fallback(string method) => _others.Add(method);

    /// <summary>Binds all methods of the contract, those left to protobuf-net.Grpc as it does, and returns their number.</summary>
    public int BindAll()
    {
        contract.BindMethods(this);
        BinderConfiguration others = CompiledBinding.Only(contract.ContractType, _others);
        return _bound + (_others.Count == 0 ? 0 : new OtherMethods().Bind<TService>(context, others));
    }

    private static Task Finish(bool simple, Task done) => simple ? Reshape.WithSimpleExceptionHandling(done) : done;

    private static Task<T> Finish<T>(bool simple, Task<T> done) => simple ? Reshape.WithSimpleExceptionHandling(done) : done;

    /// <summary>Endpoint metadata, and whether exceptions go to clients ([SimpleRpcExceptions]), as protobuf-net.Grpc reads them.</summary>
    private (IList<object> Metadata, bool HasSimpleExceptions) Describe(IMethod method)
    {
        _bound++;
        ServiceBinder binder = BinderConfiguration.Default.Binder;
        MethodInfo declared = contract.ContractType.GetMethods()
            .First(m => !m.IsStatic && binder.IsOperationContract(m, out string? name) && name == method.Name);
        MemberInfo[] members = [typeof(TService), contract.ContractType, declared];
        return (
            binder.GetMetadata(declared, contract.ContractType, typeof(TService)),
            members.Any(static member => member.IsDefined(typeof(SimpleRpcExceptionsAttribute))));
    }

    private sealed class OtherMethods : ServerBinder
    {
        [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "TOther is the TService of the binder around this.")]
        protected override bool TryBind<TOther, TRequest, TResponse>(
            ServiceBindContext bind, Method<TRequest, TResponse> method, MethodStub<TOther> stub)
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
                    break;
                case MethodType.ClientStreaming:
                    context.AddClientStreamingMethod(
                        method, metadata, stub.CreateDelegate<ClientStreamingServerMethod<TOther, TRequest, TResponse>>());
                    break;
                case MethodType.ServerStreaming:
                    context.AddServerStreamingMethod(
                        method, metadata, stub.CreateDelegate<ServerStreamingServerMethod<TOther, TRequest, TResponse>>());
                    break;
                default:
                    context.AddDuplexStreamingMethod(
                        method, metadata, stub.CreateDelegate<DuplexStreamingServerMethod<TOther, TRequest, TResponse>>());
                    break;
            }

            return true;
        }
    }
}
