using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Stores images in maps, for clients on the list of writers.</summary>
internal sealed class ArchiveService(
    MapDirectory maps,
    Reloadable<WriterList> writers,
    HostMetrics metrics,
    AuditLog audit,
    TimeProvider time,
    ILoggerFactory loggers) : IArchive
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Host);

    public IAsyncEnumerable<Stored> PutImages(IAsyncEnumerable<Image> images, CallContext context = default)
    {
        // Before the first message, so a client that may not store learns it before it has sent much.
        ClientIdentity client = WriterOf(context);
        CallRecord? record = CallRecord.Of(context);
        IMapSource map = maps.ChooseToStore(context, record);
        return map.Writable is { } writable
            ? new ImageIntake(
                writable,
                CallTime.Taken(context, time),
                metrics,
                audit,
                client,
                _logger,
                record,
                context.CancellationToken).RunAsync(images)
            : throw new RpcException(
                new Status(StatusCode.FailedPrecondition, $"nothing can be stored in map '{map.Name}': it {map.ReadOnlyBecause}"));
    }

    private ClientIdentity WriterOf(CallContext context)
    {
        ClientIdentity? client = context.ServerCallContext?.GetHttpContext().Features.Get<ClientIdentity>();
        if (client is null || !writers.Current.Contains(client))
        {
            string fingerprint = client?.CertificateSha256 ?? "unknown";
            throw new RpcException(new Status(StatusCode.PermissionDenied, writers.Current.IsEmpty
                ? "nobody may store images on this server; its operator lists who may with --writers"
                : $"this client's certificate, with SHA-256 {fingerprint}, is not on the server's list of writers"));
        }

        return client;
    }
}
