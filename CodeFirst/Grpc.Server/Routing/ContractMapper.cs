using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CodeFirst.Grpc.Server;

/// <summary>Maps the methods of the contracts of one service class.</summary>
internal sealed class ContractMapper<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
    IEndpointRouteBuilder endpoints,
    ServerRuntime runtime) : IServiceContractVisitor
    where TImplementation : class
{
    /// <summary>The endpoints mapped.</summary>
    public List<IEndpointConventionBuilder> Mapped { get; } = [];

    public void Visit<TService>(ServiceContract<TService> contract)
        where TService : class
    {
        var attributes = new EndpointAttributes(contract.ContractType, typeof(TImplementation));
        contract.Bind(new Binder<TService>(this, new ServiceSource<TService, TImplementation>(runtime.Singletons), attributes));
        Mapped.Add(UnimplementedEndpoints.MapMethodsOf(endpoints, contract.Name).WithMetadata(attributes.OfService));
    }

    private void Map(Method method, CallHandler handler, EndpointAttributes attributes) =>
        Mapped.Add(endpoints
            .MapMethods(method.FullName, UnimplementedEndpoints.Post, handler.HandleAsync)
            .WithDisplayName("gRPC - " + method.FullName)
            .WithMetadata(attributes.Of(method))
            .WithMetadata(method));

    private sealed class Binder<TService>(ContractMapper<TImplementation> mapper, ServiceSource<TService> services, EndpointAttributes attributes) : ServiceBinder<TService>
        where TService : class
    {
        public override void Unary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryHandler<TService, TRequest, TResponse> handler) =>
            mapper.Map(method, new UnaryCallHandler<TService, TRequest, TResponse>(method, handler, services, mapper.Runtime), attributes);

        public override void ServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingHandler<TService, TRequest, TResponse> handler) =>
            mapper.Map(method, new ServerStreamingCallHandler<TService, TRequest, TResponse>(method, handler, services, mapper.Runtime), attributes);

        public override void ClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingHandler<TService, TRequest, TResponse> handler) =>
            mapper.Map(method, new ClientStreamingCallHandler<TService, TRequest, TResponse>(method, handler, services, mapper.Runtime), attributes);

        public override void DuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingHandler<TService, TRequest, TResponse> handler) =>
            mapper.Map(method, new DuplexStreamingCallHandler<TService, TRequest, TResponse>(method, handler, services, mapper.Runtime), attributes);
    }

    private ServerRuntime Runtime => runtime;
}
