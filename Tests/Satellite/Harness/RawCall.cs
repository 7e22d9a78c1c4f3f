using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Tests.Satellite.Harness;

/// <summary>A call over plain HTTP/2. gRPC's client gives up by itself at a deadline, mostly before the server does.</summary>
internal static class RawCall
{
    // Not compressed, and 8 bytes of Area: from (0, 0) to (3, 3).
    private static readonly byte[] Area = [0, 0, 0, 0, 8, 0x0A, 0x00, 0x12, 0x04, 0x08, 3, 0x10, 3];

    /// <summary>Streams an area with a deadline that the server alone knows; returns the status.</summary>
    public static async Task<StatusCode> GetImagesAsync(RunningHost host, string timeout, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = HostClient.Tls(host.Certificates, host.Certificates.Client),
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Process.Address}/satellite.Satellite/GetImages")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Area) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { { "te", "trailers" }, { "grpc-timeout", timeout } },
        };
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        HttpHeaders ending = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        return (StatusCode)int.Parse(ending.GetValues("grpc-status").Single(), CultureInfo.InvariantCulture);
    }
}
