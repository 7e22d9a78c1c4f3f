using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CodeFirst.Grpc.Server;

/// <summary>Adds code-first gRPC to an ASP.NET Core application.</summary>
public static class GrpcServiceExtensions
{
    /// <summary>Adds what mapped services need.</summary>
    public static IGrpcServerBuilder AddCodeFirstGrpc(this IServiceCollection services, Action<GrpcServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRouting();
        services.AddOptions();
        services.TryAddSingleton<GrpcCalls>();
        services.TryAddSingleton(provider => new SingletonServices(services, provider));
        services.TryAddSingleton<ServerRuntime>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, MethodsAlonePolicy>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new GrpcServerBuilder(services);
    }

    /// <summary>
    /// Maps the methods of every contract that <typeparamref name="TService"/> implements. Its instances come from the
    /// service provider, with the lifetime they are registered with there; a class that is not registered is made for each call.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// <see cref="AddCodeFirstGrpc"/> has not been called, or the class implements no contract, or one whose name differs from that of another mapped
    /// contract in case at most: routes ignore case. Or another assembly writes the schema file of the contract, or one that it imports.
    /// </exception>
    public static IEndpointConventionBuilder MapGrpcService<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)] TService>(this IEndpointRouteBuilder endpoints)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ServerRuntime runtime = endpoints.ServiceProvider.GetService<ServerRuntime>()
            ?? throw new InvalidOperationException("gRPC services are mapped, but gRPC has not been added: call services.AddCodeFirstGrpc() first.");

        var mapper = new ContractMapper<TService>(endpoints, runtime);
        foreach (Type contractType in typeof(TService).GetInterfaces().Append(typeof(TService)))
        {
            if (contractType.IsInterface && ServiceContract.TryGet(contractType, out ServiceContract? contract))
            {
                RefuseSameRoutes(runtime, contract);
                runtime.Files.Add(contract.File);
                contract.Accept(mapper);
                runtime.Contracts.Add(contract);
                endpoints.ServiceProvider.GetService<HealthService>()?.Add(contract.Name);
            }
        }

        if (mapper.Mapped.Count == 0)
        {
            throw new InvalidOperationException($"The class '{typeof(TService)}' implements no service contract: none of its interfaces has [Service] in a project that references the generator.");
        }

        if (!runtime.AnswersUnknownServices)
        {
            runtime.AnswersUnknownServices = true;
            UnimplementedEndpoints.MapServices(endpoints);
        }

        return new MappedService(mapper.Mapped);
    }

    private static void RefuseSameRoutes(ServerRuntime runtime, ServiceContract contract)
    {
        ServiceContract? same = runtime.Contracts.Find(c => c.ContractType != contract.ContractType && string.Equals(c.Name, contract.Name, StringComparison.OrdinalIgnoreCase));
        if (same is not null)
        {
            throw new InvalidOperationException(
                $"The contract '{contract.ContractType}' is the service '{contract.Name}', and '{same.ContractType}', which is mapped already, is '{same.Name}': "
                + "routes ignore case, so calls could not tell them apart. Name one of them with [Service(\"package.Name\")].");
        }
    }

    private sealed class GrpcServerBuilder(IServiceCollection services) : IGrpcServerBuilder
    {
        public IServiceCollection Services => services;
    }

    /// <summary>Hands conventions (authorization, metadata) on to all endpoints of a service.</summary>
    private sealed class MappedService(List<IEndpointConventionBuilder> endpoints) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => endpoints.ForEach(e => e.Add(convention));

        public void Finally(Action<EndpointBuilder> finallyConvention) => endpoints.ForEach(e => e.Finally(finallyConvention));
    }
}
