using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Tells Grpc.AspNetCore the methods of a service's compiled contracts.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2087", Justification = KeptMembers)]
[UnconditionalSuppressMessage("Trimming", "IL2091", Justification = KeptMembers)]
internal sealed partial class CompiledMethodProvider<TService>(
    BinderConfiguration configuration,
    IOptions<GrpcServiceOptions> options,
    IOptions<GrpcServiceOptions<TService>> serviceOptions,
    ILoggerFactory loggers) : IServiceMethodProvider<TService>
    where TService : class
{
    // A suppression, since IServiceMethodProvider lacks the annotation: containers refuse a provider that asks for more than its interface.
    private const string KeptMembers = "MapGrpcService<T>() keeps the members of the service.";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        // With a configuration of the application's own, protobuf-net.Grpc serves all contracts by its rules.
        if (configuration != CompiledBinding.LeavingCompiledContracts)
        {
            return;
        }

        GrpcServiceOptions sending = serviceOptions.Value.MaxSendMessageSizeSpecified ? serviceOptions.Value : options.Value;
        var batching = new StreamBatching(loggers, sending.MaxSendMessageSize);
        int count = 0;
        foreach (Type contractType in CompiledBinding.ContractsOf(typeof(TService)))
        {
            if (CompiledContract.TryGet(contractType, out CompiledContract? contract))
            {
                count += new MethodBinder<TService>(context, contract, batching).BindAll();
            }
        }

        if (count > 0)
        {
            ServiceBound(loggers.CreateLogger<CompiledMethodProvider<TService>>(), typeof(TService), count);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Service} serves {Count} methods of compiled contracts", EventName = "ServiceBound")]
    private static partial void ServiceBound(ILogger logger, Type service, int count);
}
