using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>Objects made for one call, which the service provider therefore does not dispose.</summary>
internal static class Ownership
{
    public static void DisposeAfterCall(HttpContext http, object made)
    {
        if (made is IAsyncDisposable asyncDisposable)
        {
            http.Response.RegisterForDisposeAsync(asyncDisposable);
        }
        else if (made is IDisposable disposable)
        {
            http.Response.RegisterForDispose(disposable);
        }
    }
}
