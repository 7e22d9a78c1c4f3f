using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Tests.InteropServer;

/// <summary>Tells handlers which requests came compressed.</summary>
public static class RequestCompression
{
    private static readonly object Key = new();

    /// <summary>Watches the decompression of every service.</summary>
    public static IServiceCollection AddRequestCompression(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddOptions<GrpcServiceOptions>().PostConfigure<IHttpContextAccessor>((options, accessor) =>
        {
            for (int i = 0; i < options.CompressionProviders.Count; i++)
            {
                options.CompressionProviders[i] = new WatchedCompression(
                    options.CompressionProviders[i],
                    () => accessor.HttpContext!.Items[Key] = true);
            }
        });
        return services;
    }

    /// <summary>
    /// Whether a request of this call came compressed since this was last asked. Requests are read one by one as the handler asks for
    /// them, so asked about each request, it answers for that one.
    /// </summary>
    public static bool TakeWasCompressed(this ServerCallContext call) => call.GetHttpContext().Items.Remove(Key);
}
