using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Limits the time that a gRPC call may wait for its client, by a middleware around all others.</summary>
internal sealed partial class StallLimit(IOptions<CompiledContractsOptions> options, ILogger<StallLimit> logger, TimeProvider? time = null)
    : IStartupFilter
{
    // RFC 9113, section 7: CANCEL.
    private const int Cancel = 8;

    public TimeSpan Timeout { get; } = options.Value.StallTimeout;

    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => Timeout == System.Threading.Timeout.InfiniteTimeSpan
        ? next
        : app =>
        {
            app.Use(inner => http => IsGrpc(http.Request.ContentType) ? WatchAsync(http, inner) : inner(http));
            next(app);
        };

    /// <summary>Ends the call, and no other call on its connection.</summary>
    public void Reset(HttpContext http, string what)
    {
        ClientStalled(logger, http.Request.Path, what, Timeout);
        if (http.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(Cancel);
        }
        else
        {
            http.Abort();
        }
    }

    // Not gRPC-Web, whose frames may be base64.
    private static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == 16 || contentType[16] != '-');

    private async Task WatchAsync(HttpContext http, RequestDelegate next)
    {
        await using var request = new WatchedRequest(http, this);
        await using var response = new WatchedResponse(http, this);
        http.Features.Set<IRequestBodyPipeFeature>(request);
        http.Features.Set<IHttpResponseBodyFeature>(response);
        await next(http);

        await response.FlushLargeAsync();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Method}: the client {What} for {Timeout}; its stream is reset", EventName = "ClientStalled")]
    private static partial void ClientStalled(ILogger logger, string method, string what, TimeSpan timeout);
}
