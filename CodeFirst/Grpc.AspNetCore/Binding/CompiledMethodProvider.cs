using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Tells Grpc.AspNetCore the methods of a service's compiled contracts.</summary>
/// <typeparam name="TService">The class that serves them.</typeparam>
internal sealed class CompiledMethodProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TService>(
    BinderConfiguration configuration, IOptions<GrpcServiceOptions> options, IOptions<GrpcServiceOptions<TService>> serviceOptions, ILoggerFactory loggers)
    : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        BoundDecompression();

        // An application's own configuration has rules of its own, which protobuf-net.Grpc then applies to all contracts.
        if (configuration != CompiledBinding.LeavingCompiledContracts)
        {
            return;
        }

        GrpcServiceOptions sending = serviceOptions.Value.MaxSendMessageSizeSpecified ? serviceOptions.Value : options.Value;
        var batching = new StreamBatching(loggers, sending.MaxSendMessageSize);
        foreach (Type contractType in CompiledBinding.ContractsOf(typeof(TService)))
        {
            if (CompiledContract.TryGet(contractType, out CompiledContract? contract))
            {
                var binder = new MethodBinder<TService>(context, contractType, batching);
                contract.Bind(binder);
                binder.BindOthers();
            }
        }
    }

    /// <summary>
    /// Gives the service providers that end at its own limit. Methods take the options as they are when they are added, so this comes
    /// before any of them: the provider is the first of its kind in the service collection.
    /// </summary>
    private void BoundDecompression()
    {
        int? limit = (serviceOptions.Value.MaxReceiveMessageSizeSpecified ? serviceOptions.Value : options.Value).MaxReceiveMessageSize;
        serviceOptions.Value.CompressionProviders = MessageCompression.Bound(
            serviceOptions.Value.CompressionProviders.Concat(options.Value.CompressionProviders), () => limit);
    }
}
