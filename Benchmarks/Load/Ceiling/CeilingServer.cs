using System.IO.Pipelines;
using Benchmarks.Load.Server;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benchmarks.Load.Ceiling;

/// <summary>
/// What Kestrel gives on this machine: routed endpoints with the Host's limits that read the request and write the bytes of
/// the response by hand, without contracts, interceptors, deadlines, statuses or a log. It takes only what the benchmarks send.
/// </summary>
internal sealed class CeilingServer
{
    // Small images leave in batches of this length, the first one at once, as the runtime's do.
    private const int BatchSize = 64 * 1024;

    private readonly byte[] _image;

    private CeilingServer(byte[] image) => _image = image;

    public static async Task RunAsync(Arguments options)
    {
        var identity = CertificateFiles.Load(new SatelliteOptions { CertificateFolder = options.Certificates }, TimeProvider.System);
        var endpoints = new Endpoints(identity.Current);
        var mutualTls = new MutualTls(
            new ClientTrust(identity, DeniedList.Load(new SatelliteOptions()), TimeProvider.System),
            new ClientConnections(TimeProvider.System, NullLoggerFactory.Instance),
            new HandshakeLog(NullLoggerFactory.Instance, new LineBudget(TimeProvider.System)));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Set(kestrel);
            endpoints.Open(kestrel, endpoint => mutualTls.Use(endpoint, HttpProtocols.Http2));
        });

        var server = new CeilingServer(Images.Filled(options.Number("--bytes")));
        await using WebApplication app = builder.Build();
        app.UseRouting();
        app.MapPost("/satellite.Satellite/GetImage", (RequestDelegate)server.GetImageAsync);
        app.MapPost("/satellite.Satellite/GetImages", (RequestDelegate)server.GetImagesAsync);
        await app.StartAsync();
        endpoints.Announce();
        await Task.Delay(Timeout.Infinite);
    }

    private async Task GetImageAsync(HttpContext http)
    {
        var (x, y) = CeilingMessages.ReadLocation(await ReadRequestAsync(http.Request.BodyReader));
        PipeWriter writer = Begin(http.Response);
        writer.Advance(CeilingMessages.Write(writer.GetSpan(CeilingMessages.LongestHeader + _image.Length), x, y, _image));
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task GetImagesAsync(HttpContext http)
    {
        var (left, bottom, right, top) = CeilingMessages.ReadArea(await ReadRequestAsync(http.Request.BodyReader));
        PipeWriter writer = Begin(http.Response);
        int longest = CeilingMessages.LongestHeader + _image.Length;
        int x = left, y = top;
        for (int batch = longest; y >= bottom; batch = Math.Max(longest, BatchSize))
        {
            WriteBatch(writer.GetSpan(batch), batch);
            await writer.FlushAsync(http.RequestAborted);
        }

        http.Response.AppendTrailer("grpc-status", "0");

        void WriteBatch(Span<byte> span, int size)
        {
            int written = 0;
            for (; y >= bottom && size - written >= longest; (x, y) = x < right ? (x + 1, y) : (left, y - 1))
            {
                written += CeilingMessages.Write(span[written..], x, y, _image);
            }

            writer.Advance(written);
        }
    }

    private static PipeWriter Begin(HttpResponse response)
    {
        response.ContentType = "application/grpc";
        return response.BodyWriter;
    }

    // A request of the benchmarks is one short message.
    private static async ValueTask<byte[]> ReadRequestAsync(PipeReader reader)
    {
        ReadResult result;
        while (!(result = await reader.ReadAsync()).IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        byte[] request = System.Buffers.BuffersExtensions.ToArray(result.Buffer);
        reader.AdvanceTo(result.Buffer.End);
        return request;
    }
}
