using System.Diagnostics.CodeAnalysis;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Grpc.Client;

/// <summary>Registers clients of contracts with Grpc.Net.ClientFactory.</summary>
public static class ClientFactoryExtensions
{
    private const DynamicallyAccessedMemberTypes All = DynamicallyAccessedMemberTypes.All;

    /// <summary>
    /// Registers a contract's client, as <c>AddGrpcClient&lt;T&gt;()</c> does for generated ones: the compiled client, or
    /// protobuf-net.Grpc's if the contract is not compiled. Streams are received in batches unless an interceptor or call credentials stand
    /// before the channel.
    /// </summary>
    /// <returns>The builder, for interceptors, call credentials, handlers and the channel's options.</returns>
    public static IHttpClientBuilder AddCodeFirstGrpcClient<[DynamicallyAccessedMembers(All)] TService>(
        this IServiceCollection services, Action<GrpcClientFactoryOptions> configure)
        where TService : class => services.AddGrpcClient<TService>(configure).UseCompiledContracts<TService>();

    /// <summary>Registers a contract's client with options that take other services.</summary>
    /// <inheritdoc cref="AddCodeFirstGrpcClient{TService}(IServiceCollection, Action{GrpcClientFactoryOptions})" />
    public static IHttpClientBuilder AddCodeFirstGrpcClient<[DynamicallyAccessedMembers(All)] TService>(
        this IServiceCollection services, Action<IServiceProvider, GrpcClientFactoryOptions> configure)
        where TService : class => services.AddGrpcClient<TService>(configure).UseCompiledContracts<TService>();

    /// <summary>Registers a contract's client under a name, for <see cref="GrpcClientFactory.CreateClient{TClient}(string)"/>.</summary>
    /// <inheritdoc cref="AddCodeFirstGrpcClient{TService}(IServiceCollection, Action{GrpcClientFactoryOptions})" />
    public static IHttpClientBuilder AddCodeFirstGrpcClient<[DynamicallyAccessedMembers(All)] TService>(
        this IServiceCollection services, string name, Action<GrpcClientFactoryOptions> configure)
        where TService : class => services.AddGrpcClient<TService>(name, configure).UseCompiledContracts<TService>();

    private static IHttpClientBuilder UseCompiledContracts<[DynamicallyAccessedMembers(All)] TService>(this IHttpClientBuilder builder)
        where TService : class
    {
        // After the application's own options, which may set another handler.
        builder.Services.PostConfigure<GrpcClientFactoryOptions>(
            builder.Name, static options => options.ChannelOptionsActions.Add(static channel => channel.UseCompiledContracts()));
        return builder
            .ConfigurePrimaryHttpMessageHandler(GrpcHttpHandler.CreateDefault)
            .ConfigureGrpcClientCreator(static invoker => invoker.CreateGrpcService<TService>());
    }
}
