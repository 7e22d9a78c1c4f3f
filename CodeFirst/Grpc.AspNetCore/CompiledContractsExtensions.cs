using Grpc.AspNetCore.Server.Model;
using Grpc.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Turns compiled contracts on in a server.</summary>
public static class CompiledContractsExtensions
{
    /// <summary>
    /// Serves compiled contracts by their generated bindings; protobuf-net.Grpc serves all others. Call it beside
    /// <c>AddCodeFirstGrpc()</c>, in any order. <c>AddGrpcReflection()</c> and <c>MapGrpcReflectionService()</c> then list compiled
    /// contracts too.
    /// </summary>
    public static IServiceCollection AddCompiledContracts(
        this IServiceCollection services, Action<CompiledContractsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(static service => service.ImplementationType == typeof(CompiledMethodProvider<>)))
        {
            return services;
        }

        // protobuf-net.Grpc's provider takes this configuration, whose binder leaves compiled contracts to ours.
        services.TryAddSingleton(CompiledBinding.LeavingCompiledContracts);
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(CompiledMethodProvider<>));
        services.PostConfigure<GrpcServiceOptions>(
            static options => options.CompressionProviders = BrotliCompressionProvider.AddTo(options.CompressionProviders));
        services.AddSingleton<IStartupFilter, StallLimit>();

        // AddGrpcReflection() keeps these if it comes second; if it came first, these override its own.
        services.AddSingleton(static provider => new ReflectionServiceImpl(Reflected(provider)));
        services.AddSingleton(static provider => new ReflectionV1ServiceImpl(Reflected(provider)));
        return services;

        static IReadOnlyList<Google.Protobuf.Reflection.ServiceDescriptor> Reflected(IServiceProvider provider) =>
            ReflectedServices.Of(provider.GetRequiredService<EndpointDataSource>());
    }
}
