using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CodeFirst.Grpc.Server;

/// <summary>What all calls of a server need.</summary>
internal sealed class ServerRuntime(
    IOptions<GrpcServiceOptions> options,
    IOptions<KestrelServerOptions> kestrel,
    GrpcCalls calls,
    SingletonServices singletons,
    ILoggerFactory loggers,
    TimeProvider? time = null)
{
    public GrpcServiceOptions Options { get; } = options.Value;

    /// <summary>Whether a request has a rate that it must not be slower than, unless that is lifted.</summary>
    public bool HasRequestDataRate { get; } = kestrel.Value.Limits.MinRequestBodyDataRate is not null;

    public GrpcCalls Calls { get; } = calls;

    public SingletonServices Singletons { get; } = singletons;

    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>The contracts of all mapped services. Grows while services are mapped, before the first call.</summary>
    public List<ServiceContract> Contracts { get; } = [];

    /// <summary>Their schema files.</summary>
    public MappedFiles Files { get; } = new();

    /// <summary>Whether the endpoint for services that do not exist is mapped, which is done with the first service.</summary>
    public bool AnswersUnknownServices { get; set; }

    public ILogger Logger { get; } = loggers.CreateLogger("CodeFirst.Grpc.Server");
}
