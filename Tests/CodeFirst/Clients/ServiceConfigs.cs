using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Clients;

/// <summary>The examples of docs/calls.md, as they stand there.</summary>
internal static class ServiceConfigs
{
    public static GrpcChannelOptions Retries()
    {
        var options = new GrpcChannelOptions
        {
            MaxRetryAttempts = 20,
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    new MethodConfig
                    {
                        Names = { MethodName.Default },
                        RetryPolicy = new RetryPolicy
                        {
                            MaxAttempts = 20,
                            InitialBackoff = TimeSpan.FromMilliseconds(100),
                            MaxBackoff = TimeSpan.FromSeconds(10),
                            BackoffMultiplier = 2,
                            RetryableStatusCodes = { StatusCode.Unavailable },
                        },
                    },
                },
            },
        };
        return options;
    }

    public static GrpcChannelOptions Hedging(BalancerAddress[] servers)
    {
        var options = new GrpcChannelOptions
        {
            ServiceProvider = new ServiceCollection()
                .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => servers))
                .BuildServiceProvider(),
            ServiceConfig = new ServiceConfig
            {
                LoadBalancingConfigs = { new RoundRobinConfig() },
                MethodConfigs =
                {
                    new MethodConfig
                    {
                        Names = { MethodName.Default },
                        HedgingPolicy = new HedgingPolicy
                        {
                            MaxAttempts = 2,
                            HedgingDelay = TimeSpan.FromMilliseconds(50),
                            NonFatalStatusCodes = { StatusCode.Unavailable },
                        },
                    },
                },
            },
        };
        return options;
    }

    public static GrpcChannelOptions LoadBalancing(BalancerAddress[] servers)
    {
        var options = new GrpcChannelOptions
        {
            ServiceProvider = new ServiceCollection()
                .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => servers))
                .BuildServiceProvider(),
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },
        };
        return options;
    }
}
