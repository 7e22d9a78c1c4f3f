using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Serving;

/// <summary>Calls the services as raw HTTP/2, since the Host has no gRPC client.</summary>
internal sealed class WarmUpClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _token;

    public WarmUpClient(UnixDomainSocketEndPoint server, X509Certificate2 own, X509Certificate2 serverCertificate, string token)
    {
        _token = token;
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(server, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),

                // It need not be good for any name: it is known.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => serverCertificate.Equals(certificate),
            },
        })
        {
            BaseAddress = new Uri("https://localhost"),
        };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Calls every method of the contracts, and once each way in which the Host itself ends a call.</summary>
    public async Task CallEverythingAsync(Grid grid, CancellationToken cancellationToken)
    {
        // Up to 127 a coordinate is one byte in protobuf, and the Earth of 80x32 has enough images for every path.
        byte right = (byte)Math.Min(grid.Width - 1, 79);
        byte top = (byte)Math.Min(grid.Height - 1, 31);
        byte[] here = [];
        byte[] minusOne = [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
        byte[] area = [0x0A, 0, 0x12, 4, 0x08, right, 0x10, top];

        await CallAsync("satellite.catalog.v1.Catalog/GetMap", here, StatusCode.OK, cancellationToken);
        await CallAsync("satellite.catalog.v1.Catalog/ListMaps", here, StatusCode.OK, cancellationToken);
        await CallAsync("satellite.Satellite/GetImage", here, StatusCode.OK, cancellationToken);
        await CallAsync("satellite.Satellite/GetImage", minusOne, StatusCode.OutOfRange, cancellationToken);
        await CallAsync("satellite.Satellite/GetImages", area, StatusCode.OK, cancellationToken);
        await CallAsync("satellite.Satellite/GetImages", [], StatusCode.InvalidArgument, cancellationToken);
        await CallAsync("satellite.Satellite/GetImage", here, StatusCode.PermissionDenied, cancellationToken, token: "wrong");
    }

    private async Task CallAsync(string method, byte[] message, StatusCode expected, CancellationToken cancellationToken, string? token = null)
    {
        // A frame: a byte for "not compressed", four for the length, the message.
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("token", token ?? _token);
        request.Headers.Add("grpc-timeout", "30S");

        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        _ = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        string status = StatusOf(response.TrailingHeaders) ?? StatusOf(response.Headers) ?? "none";

        // A map need not have an image at (0, 0).
        bool isGood = status == Number(expected) || (expected == StatusCode.OK && status == Number(StatusCode.NotFound));
        if (!isGood)
        {
            throw new InvalidOperationException($"warm-up: {method} ended with HTTP status {(int)response.StatusCode} and grpc-status {status}, expected {(int)expected}");
        }
    }

    private static string Number(StatusCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    private static string? StatusOf(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out IEnumerable<string>? values) ? string.Join(",", values) : null;
}
