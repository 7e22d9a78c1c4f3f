using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Grpc.Net.Client;

namespace CodeFirst.Grpc.Client;

/// <summary>Turns compiled contracts on in a client.</summary>
public static class CompiledChannelExtensions
{
    private const DynamicallyAccessedMemberTypes All = DynamicallyAccessedMemberTypes.All;

    /// <summary>
    /// Sets a channel up for compiled contracts: many small messages of a stream are received together. Call it after
    /// <see cref="GrpcChannelOptions.HttpHandler"/> is set. Where neither that nor <see cref="GrpcChannelOptions.HttpClient"/> is, the channel gets
    /// <see cref="GrpcHttpHandler.CreateDefault"/>, which is disposed with it; such options are for one channel.
    /// </summary>
    public static GrpcChannelOptions UseCompiledContracts(this GrpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.HttpClient is not null || options.HttpHandler is BatchingHandler)
        {
            return options;
        }

        if (options.HttpHandler is null)
        {
            options.HttpHandler = GrpcHttpHandler.CreateDefault();
            options.DisposeHttpClient = true;
        }

        options.HttpHandler = new BatchingHandler(options, options.HttpHandler);
        ClientCalls.BatchingPackage = typeof(GrpcChannel).Assembly;
        return options;
    }

    /// <summary>Makes a client of a contract: the compiled one, or protobuf-net.Grpc's where the contract was not compiled.</summary>
    public static TService CreateGrpcService<[DynamicallyAccessedMembers(All)] TService>(this GrpcChannel channel)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker().CreateGrpcService<TService>();
    }

    /// <summary>Makes a client of a contract: the compiled one, or protobuf-net.Grpc's where the contract was not compiled.</summary>
    public static TService CreateGrpcService<[DynamicallyAccessedMembers(All)] TService>(this CallInvoker invoker)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(invoker);
        return CompiledContracts.ClientFactory.CreateClient<TService>(invoker);
    }
}
