using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace CodeFirst.Grpc.Client;

/// <summary>Turns compiled contracts on in a client.</summary>
public static class CompiledChannelExtensions
{
    private const DynamicallyAccessedMemberTypes All = DynamicallyAccessedMemberTypes.All;

    // grpc-dotnet's own defaults.
    private static readonly ICompressionProvider[] Defaults =
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    /// <summary>
    /// Sets a channel up for compiled contracts: messages of a stream are received in batches, and Brotli is added to gzip and deflate.
    /// Set <see cref="GrpcChannelOptions.HttpHandler"/> before. If neither it nor <see cref="GrpcChannelOptions.HttpClient"/> is set, the
    /// channel gets <see cref="GrpcHttpHandler.CreateDefault"/> and disposes it, so such options are for one channel. With an HttpClient,
    /// streams are not batched.
    /// </summary>
    public static GrpcChannelOptions UseCompiledContracts(this GrpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.CompressionProviders = BrotliCompressionProvider.AddTo(options.CompressionProviders ?? Defaults);
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

    /// <summary>Makes a client of a contract: the compiled one, or protobuf-net.Grpc's if the contract is not compiled.</summary>
    public static TService CreateGrpcService<[DynamicallyAccessedMembers(All)] TService>(this GrpcChannel channel)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker().CreateGrpcService<TService>();
    }

    /// <summary>Makes a client of a contract: the compiled one, or protobuf-net.Grpc's if the contract is not compiled.</summary>
    public static TService CreateGrpcService<[DynamicallyAccessedMembers(All)] TService>(this CallInvoker invoker)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(invoker);
        return CompiledContracts.ClientFactory.CreateClient<TService>(invoker);
    }
}
