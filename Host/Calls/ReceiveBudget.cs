using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// Bounds what messages that have not arrived whole make the Host hold, of all streams of requests together: a client can begin a large
/// message on each of many, and end none.
/// </summary>
internal sealed class ReceiveBudget(SatelliteOptions options, Refusals refusals)
{
    // So that one client leaves room for others.
    private const int ShareOfClient = 4;

    private readonly int? _most = options.Limits.ReceivingBytes;

    // The lock guards this, and what each client holds of it.
    private readonly Lock _lock = new();
    private long _held;

    public Task RunAsync(HttpContext http, RequestDelegate next) =>
        _most is not null && http.Features.Get<ClientConnection>() is { } client && IsStreamOfRequests(http)
            ? CountAsync(http, client, next)
            : next(http);

    /// <summary>Counts bytes that a client's call makes the Host hold.</summary>
    /// <returns>Why it may not hold as many, which are not counted then; else null.</returns>
    public RpcException? Take(ClientConnection client, long bytes)
    {
        bool isItsOwn;
        lock (_lock)
        {
            isItsOwn = client.Use.Receiving + bytes > _most / ShareOfClient;
            if (!isItsOwn && _held + bytes <= _most)
            {
                client.Use.Receiving += bytes;
                _held += bytes;
                return null;
            }
        }

        refusals.Report(RefusalReason.ReceivingBytes, new Refusal { Peer = client.Peer, Certificate = client.Certificate });
        return new RpcException(new Status(
            StatusCode.ResourceExhausted,
            isItsOwn
                ? $"messages of this certificate that have not arrived whole would take more than {_most / ShareOfClient} bytes, "
                    + "which is its limit; send fewer at once"
                : $"messages that have not arrived whole would take more than {_most} bytes, which is the limit of all clients; "
                    + "send it again in a moment"));
    }

    /// <summary>Counts them off.</summary>
    public void Return(ClientConnection client, long bytes)
    {
        lock (_lock)
        {
            client.Use.Receiving -= bytes;
            _held -= bytes;
        }
    }

    private static bool IsStreamOfRequests(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type
            is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    private async Task CountAsync(HttpContext http, ClientConnection client, RequestDelegate next)
    {
        using var request = new CountedRequest(http, client, this);
        http.Features.Set<IRequestBodyPipeFeature>(request);
        await next(http);
    }
}
