using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Satellite.Harness;

/// <summary>
/// A container registry on loopback that has one base image of one layer, in the place of Microsoft's
/// (https://github.com/opencontainers/distribution-spec). As theirs does, its image asks ASP.NET Core for a port.
/// </summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private static readonly string[] Variables =
        ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "ASPNETCORE_HTTP_PORTS=8080"];

    private readonly WebApplication _app;

    // By the end of the path.
    private readonly Dictionary<string, (string Type, byte[] Content)> _contents = [];

    private BaseImageRegistry(WebApplication app) => _app = app;

    /// <summary>Host and port.</summary>
    public string Address => new Uri(_app.Services
        .GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    /// <summary>The image's name.</summary>
    public string Image => $"{Address}/base:1";

    /// <param name="layer">The files of the image, as a tar.</param>
    public static async Task<BaseImageRegistry> StartAsync(byte[] layer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var registry = new BaseImageRegistry(builder.Build());
        registry.Fill(layer);
        registry._app.Run(registry.AnswerAsync);
        await registry._app.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Fill(byte[] layer)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(layer);
        }

        object files = Keep("application/vnd.oci.image.layer.v1.tar+gzip", compressed.ToArray());
        object config = Keep("application/vnd.oci.image.config.v1+json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = Variables, User = "1654" },
            rootfs = new { type = "layers", diff_ids = new[] { DigestOf(layer) } },
            history = new[] { new { created_by = "a test" } },
        }));
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(
            new { schemaVersion = 2, mediaType = Manifest, config, layers = new[] { files } });
        _contents["/manifests/1"] = (Manifest, manifest);
        _contents[$"/manifests/{DigestOf(manifest)}"] = (Manifest, manifest);
    }

    private object Keep(string mediaType, byte[] content)
    {
        _contents[$"/blobs/{DigestOf(content)}"] = (mediaType, content);
        return new { mediaType, size = content.Length, digest = DigestOf(content) };
    }

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (path == "/v2/")
        {
            return Task.CompletedTask;
        }

        foreach ((string end, (string type, byte[] content)) in _contents)
        {
            if (path == "/v2/base" + end)
            {
                context.Response.ContentType = type;
                context.Response.ContentLength = content.Length;
                context.Response.Headers["Docker-Content-Digest"] = DigestOf(content);
                return HttpMethods.IsHead(context.Request.Method)
                    ? Task.CompletedTask
                    : context.Response.Body.WriteAsync(content, 0, content.Length);
            }
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
