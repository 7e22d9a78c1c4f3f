using System.IO.Pipelines;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Connections.Features;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// Refuses a call that would exceed what its client may use, with RESOURCE_EXHAUSTED and the limit, before anything of its request is read.
/// </summary>
internal sealed class CallQuota(SatelliteOptions options, Refusals refusals)
{
    // Less than this Kestrel takes at once, whatever its client reads.
    private const int HeldByServer = 64 * 1024;

    private readonly ClientLimits _limits = options.ClientLimits;

    public Task RunAsync(HttpContext http, RequestDelegate next)
    {
        bool isStream = http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type is { } type && type != MethodType.Unary;
        return RunAsync(http, next, isStream, excess => TrailersOnly.EndAsync(http, StatusCode.ResourceExhausted, excess));
    }

    /// <summary>Runs a call, or refuses it with the limit that it would exceed, in words.</summary>
    public Task RunAsync(HttpContext http, RequestDelegate next, bool isStream, Func<string, Task> refuse)
    {
        if (http.Features.Get<ClientConnection>() is not { } client)
        {
            return next(http);
        }

        RefusalReason? excess = client.IsOver ? RefusalReason.ClientConnections : client.Use.TryBegin(isStream);
        if (excess is not { } reason)
        {
            return CountAsync(http, next, client.Use, isStream);
        }

        Report(http, client, reason);
        return refuse(Describe(reason));
    }

    private static async Task CountAsync(HttpContext http, RequestDelegate next, ClientUse client, bool isStream)
    {
        try
        {
            await next(http);

            // A large response counts until its client has read it.
            PipeWriter response = http.Response.BodyWriter;
            if (response is { CanGetUnflushedBytes: true, UnflushedBytes: > HeldByServer })
            {
                await response.FlushAsync();
            }
        }
        finally
        {
            client.End(isStream);
        }
    }

    private void Report(HttpContext http, ClientConnection client, RefusalReason reason)
    {
        if (client.IsOver)
        {
            http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
        else
        {
            refusals.Report(reason, new Refusal { Peer = client.Peer, Certificate = client.Certificate });
        }
    }

    private string Describe(RefusalReason reason) => reason switch
    {
        RefusalReason.ClientConnections => $"this certificate has the {_limits.Connections} connections that it may have; close one",
        RefusalReason.ClientCalls => $"{_limits.Calls} calls of this certificate are under way, which is its limit; wait until one ends",
        RefusalReason.ClientStreams =>
            $"{_limits.Streams} streams of this certificate are under way, which is its limit; wait until one ends",
        RefusalReason.ClientCallsPerSecond =>
            $"this certificate has begun the {_limits.CallsPerSecond} calls that it may begin in a second; try again in a second",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "a reason that is no quota of calls"),
    };
}
