using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Viewing;

/// <summary>The viewing port of a server, which <c>--view-urls</c> opens, as the client that our certificate names.</summary>
internal sealed class ViewServer : IDisposable
{
    private readonly ClientCredentials _credentials;
    private readonly HttpClient _http;
    private readonly Uri _address;

    private ViewServer(Uri address, string? token, ClientCredentials credentials)
    {
        _address = address;
        _credentials = credentials;
        _http = new HttpClient(CreateHandler())
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,

            // Changes come for as long as somebody looks.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <exception cref="CliException">A certificate file is missing or wrong.</exception>
    public static ViewServer Open(Uri address, ConnectionRequest request) =>
        new(address, request.Token, ClientCredentials.Load(request.Certificates));

    /// <summary>Asks for something that every server has, so that what is wrong is said before a browser opens.</summary>
    /// <exception cref="CliException">Nothing answers there, or not to this client.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/viewer.js");
            using HttpResponseMessage response = await SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                string reason = (await response.Content.ReadAsStringAsync(cancellationToken)).Trim();
                throw new CliException(ExitCode.CallFailed, $"{_address} answers {(int)response.StatusCode}: {reason}");
            }
        }
        catch (HttpRequestException e)
        {
            throw new CliException(
                ExitCode.NoConnection,
                $"{_address} cannot be reached: {(e.InnerException ?? e).Message}\n"
                + "The Host opens this port only if it is started with --view-urls; name another one with --url. "
                + "satcli doctor checks the certificates.",
                e);
        }
    }

    /// <summary>Sends a request. The answer's body is read by the caller.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _credentials.Dispose();
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        ConnectTimeout = SatelliteConnection.ConnectPatience,
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),

        // What goes to the browser is what the server sent: no proxy, no redirects, nothing unpacked.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = async (_, cancellationToken) =>
        {
            Socket socket = await ServerAddress.DialAsync(_address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = _credentials.Context,
            CertificateChainPolicy = TrustPolicy.Only(_credentials.Authorities, TrustPolicy.ServerUse),

            // A resumed session may lack our certificate (dotnet/runtime#123238).
            AllowTlsResume = false,
        },
    };
}
