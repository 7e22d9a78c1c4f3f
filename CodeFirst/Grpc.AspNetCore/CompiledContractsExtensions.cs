using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Turns compiled contracts on in a server.</summary>
public static class CompiledContractsExtensions
{
    /// <summary>
    /// Serves compiled contracts with what the generator made of them; protobuf-net.Grpc serves all others as before. Called beside
    /// <c>AddCodeFirstGrpc()</c>, before or after it.
    /// </summary>
    public static IServiceCollection AddCompiledContracts(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // protobuf-net.Grpc's provider takes this configuration, whose binder leaves compiled contracts to ours.
        services.TryAddSingleton(CompiledBinding.LeavingCompiledContracts);
        services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IServiceMethodProvider<>), typeof(CompiledMethodProvider<>)));
        return services;
    }
}
