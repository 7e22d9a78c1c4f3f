using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ProtoBuf;

namespace Tests.Satellite.Harness;

/// <summary>A collector on loopback that takes OTLP by gRPC and as protobuf over HTTP, and keeps what came.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    // Of a gRPC message: whether it is compressed, and its length.
    private const int FrameHeader = 5;

    private readonly WebApplication _app;

    // One at a time: protobuf-net learns types of messages when it first meets them, and the three signals share some.
    private readonly Lock _reading = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public Arrivals<OtlpSpan> Spans { get; } = new();

    public Arrivals<OtlpMetric> Metrics { get; } = new();

    public Arrivals<OtlpLogRecord> Logs { get; } = new();

    public Arrivals<OtlpResource> Resources { get; } = new();

    public static async Task<OtlpCollector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        WebApplication app = builder.Build();
        var collector = new OtlpCollector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>The variables with which a Host sends everything here, soon.</summary>
    /// <param name="protocol">As <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> names it.</param>
    public Dictionary<string, string> Environment(string protocol) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address(protocol),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
    };

    public string Address(string protocol) => _app.Services
        .GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .ElementAt(protocol == "grpc" ? 1 : 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        bool isGrpc = HttpProtocol.IsHttp2(context.Request.Protocol);
        body.Position = isGrpc ? FrameHeader : 0;
        switch (context.Request.Path.Value)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                Keep(body, Spans);
                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                Keep(body, Metrics);
                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                Keep(body, Logs);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        // An answer without fields, in each protocol's way.
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (isGrpc)
        {
            await context.Response.Body.WriteAsync(new byte[FrameHeader]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }

    private void Keep<T>(MemoryStream message, Arrivals<T> arrivals)
    {
        OtlpExport<T> export;
        lock (_reading)
        {
            export = Serializer.Deserialize<OtlpExport<T>>(message);
        }

        foreach (OtlpResourceItems<T> of in export.Resources)
        {
            Resources.Add(of.Resource);
            foreach (T item in of.Scopes.SelectMany(scope => scope.Items))
            {
                arrivals.Add(item);
            }
        }
    }
}
