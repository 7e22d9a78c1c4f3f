using System.Net;

namespace Benchmarks.Load.Client.Https;

/// <summary>Gets tiles over mutual TLS and HTTP/1.1 or HTTP/2, one after the other, over one connection.</summary>
internal sealed class TileConnection : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="options">The certificates, and the version of HTTP: <c>--http 1.1|2.0</c>.</param>
    public TileConnection(Arguments options)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = ClientChannel.TlsOptions("mutual", options.Certificates, "client"),
            MaxConnectionsPerServer = 1,
        };

        // Each handshake is a whole one.
        handler.SslOptions.AllowTlsResume = false;
        _http = new HttpClient(handler)
        {
            DefaultRequestVersion = Version.Parse(options.Text("--http")),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Gets all of a tile.</summary>
    /// <exception cref="HttpRequestException">There is none.</exception>
    public async Task<byte[]> GetAsync(TilePage page)
    {
        using HttpResponseMessage response = await _http.GetAsync(page.Address);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsByteArrayAsync()
            : throw new HttpRequestException($"{page.Address} answered with {(int)response.StatusCode}.");
    }

    public void Dispose() => _http.Dispose();
}
