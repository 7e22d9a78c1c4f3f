using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Tests.Satellite.Harness;

/// <summary>A client that sends what it is told, without gRPC's own care.</summary>
internal sealed class RawClient(string address, TestCertificates certificates, X509Certificate2 identity) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = SslStreamCertificateContext.Create(identity, null, offline: true),
            CertificateChainPolicy = HostClient.Trust(certificates),
        },
    });

    public void Dispose() => _http.Dispose();

    /// <summary>Sends one message and gives the <c>grpc-status</c> that came in the end.</summary>
    public async Task<string?> CallAsync(string method, byte[] message, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        return response.TrailingHeaders.Concat(response.Headers).FirstOrDefault(header => header.Key == "grpc-status").Value?.Single();
    }
}
