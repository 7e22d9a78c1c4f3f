using System.Net;
using System.Net.Security;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Tests.Satellite.Harness;

/// <summary>A client of the port that people and GIS tools use.</summary>
internal sealed partial class ViewClient : IDisposable
{
    private readonly HttpClient _http;

    private ViewClient(string address, TestCertificates certificates, X509Certificate2? identity, Version version)
    {
        SslClientAuthenticationOptions tls = HostClient.Tls(certificates, identity);
        tls.ApplicationProtocols = null;
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = tls, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Connects to a Host that was started with <c>--view-urls</c>.</summary>
    public static async Task<ViewClient> OfAsync(RunningHost host, X509Certificate2? identity = null, string version = "2.0") =>
        new(await AddressAsync(host.Process), host.Certificates, identity ?? host.Certificates.Client, Version.Parse(version));

    /// <summary>The same without a certificate.</summary>
    public static async Task<ViewClient> WithoutCertificateAsync(RunningHost host) =>
        new(await AddressAsync(host.Process), host.Certificates, null, HttpVersion.Version20);

    /// <summary>Where the Host answers, as its log says.</summary>
    public static async Task<string> AddressAsync(HostProcess host) =>
        Address().Match(await host.WaitForLogAsync("maps can be looked at on")).Value;

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        foreach ((string name, string value) in headers)
        {
            Assert.IsTrue(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Patiently();
    }

    /// <summary>The status and the text of an answer.</summary>
    public async Task<(HttpStatusCode Status, string Text)> ReadAsync(string path, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await GetAsync(path, headers);
        return (response.StatusCode, await response.Content.ReadAsStringAsync().Patiently());
    }

    /// <summary>The events of a map's changes, as <c>name id data</c>, from now on or after an id.</summary>
    public async IAsyncEnumerable<string> ChangesAsync(
        string map, string? lastId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await GetAsync(
            $"/maps/{map}/changes", lastId is null ? [] : [("Last-Event-ID", lastId)]);
        Assert.AreEqual("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(cancellationToken).Patiently(cancellationToken))
        {
            yield return $"{item.EventType} {item.EventId} {item.Data}";
        }
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex(@"https://\S+?:\d+")]
    private static partial Regex Address();
}
