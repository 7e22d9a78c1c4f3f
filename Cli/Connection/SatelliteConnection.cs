using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Trust;
using Grpc.Health.V1;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>A server's services over mutual TLS. It connects with the first call.</summary>
internal sealed class SatelliteConnection : IDisposable
{
    /// <summary>How long connecting may take, up to the end of the TLS handshake.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly ClientCredentials _credentials;
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private readonly CallOptions _options;
    private readonly ISatellite _satellite;
    private readonly ICatalog _catalog;

    private SatelliteConnection(ConnectionRequest request, ClientCredentials credentials)
    {
        Request = request;
        _credentials = credentials;
        _handler = CreateHandler();
        _channel = GrpcChannel.ForAddress(
            request.Server.GetLeftPart(UriPartial.Authority),
            new GrpcChannelOptions { HttpHandler = _handler }.UseCompiledContracts());

        // One deadline for all calls of the command together.
        if (request.Deadline is { } deadline)
        {
            _options = _options.WithDeadline(DateTime.UtcNow + deadline);
        }

        _options = _options.WithHeaders(Headers(request));
        _satellite = _channel.CreateGrpcService<ISatellite>();
        _catalog = _channel.CreateGrpcService<ICatalog>();
    }

    public ConnectionRequest Request { get; }

    public X509Certificate2 ClientCertificate => _credentials.Certificate;

    public X509Certificate2Collection Authorities => _credentials.Authorities;

    public ConnectionTrace Trace { get; } = new();

    /// <exception cref="CliException">A certificate file is missing or wrong.</exception>
    public static SatelliteConnection Open(ConnectionRequest request) => new(request, ClientCredentials.Load(request.Certificates));

    /// <summary>Describes the map that the request names, or the server's default.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="zoom">The zoom level; null for the request's.</param>
    public Task<Map> GetMap(CancellationToken cancellationToken, int? zoom = null) => _catalog.GetMap(NewCall(cancellationToken, zoom));

    public Task<MapList> ListMaps(CancellationToken cancellationToken) => _catalog.ListMaps(NewCall(cancellationToken));

    /// <summary>Asks how the server as a whole is.</summary>
    public AsyncUnaryCall<HealthCheckResponse> CheckHealth(CancellationToken cancellationToken) =>
        new Health.HealthClient(_channel).CheckAsync(new HealthCheckRequest(), _options.WithCancellationToken(cancellationToken));

    public Task<Image> GetImage(int x, int y, CancellationToken cancellationToken) =>
        _satellite.GetImage(new Location { X = x, Y = y }, NewCall(cancellationToken));

    /// <param name="area">The cells.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="zoom">The zoom level; null for the request's.</param>
    public IAsyncEnumerable<Image> GetImages(GridArea area, CancellationToken cancellationToken, int? zoom = null) =>
        _satellite.GetImages(ToMessage(area), NewCall(cancellationToken, zoom));

    /// <param name="images">The images.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="zoom">The zoom level; null for the request's.</param>
    /// <param name="taken">When the images were taken, in microseconds since 1970; null for the time of storing.</param>
    public IAsyncEnumerable<Stored> PutImages(
        IAsyncEnumerable<Image> images, CancellationToken cancellationToken, int? zoom = null, long? taken = null) =>
        _channel.CreateGrpcService<IArchive>().PutImages(images, NewCall(cancellationToken, zoom, taken));

    /// <param name="area">The cells to watch; null for the whole map.</param>
    /// <param name="since">The version to begin after; null to begin with all current images.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public IAsyncEnumerable<Change> Watch(GridArea? area, long? since, CancellationToken cancellationToken)
    {
        var request = new WatchRequest { Area = area is { } cells ? ToMessage(cells) : null, Since = since };
        return _channel.CreateGrpcService<ILive>().Watch(request, NewCall(cancellationToken));
    }

    /// <summary>The images of a cell that the map keeps, the current first.</summary>
    public Task<VersionList> ListVersions(int x, int y, CancellationToken cancellationToken) =>
        _channel.CreateGrpcService<ILive>().ListVersions(new Location { X = x, Y = y }, NewCall(cancellationToken));

    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
        _credentials.Dispose();
    }

    private static Area ToMessage(GridArea area) => new()
    {
        LowerLeft = new Location { X = area.West, Y = area.South },
        UpperRight = new Location { X = area.East, Y = area.North },
    };

    // When the server ends a call while images are being sent, report the call's status, not that sending failed.
    private CallContext NewCall(CancellationToken cancellationToken, int? zoom = null, long? taken = null)
    {
        CallOptions options = zoom is null && taken is null
            ? _options
            : _options.WithHeaders(Headers(Request with { Zoom = zoom ?? Request.Zoom }, taken));
        return new(options.WithCancellationToken(cancellationToken), CallContextFlags.IgnoreStreamTermination);
    }

    private static Metadata Headers(ConnectionRequest request, long? taken = null)
    {
        var headers = new Metadata();
        if (request.Token is { } token)
        {
            headers.Add(CallMetadata.Token, token);
        }

        if (request.Map is { } map)
        {
            headers.Add(CallMetadata.Map, map);
        }

        if (request.Zoom is { } zoom)
        {
            headers.Add(CallMetadata.Zoom, zoom.ToString(CultureInfo.InvariantCulture));
        }

        if (request.At is { } at)
        {
            headers.Add(CallMetadata.At, at.ToString(CultureInfo.InvariantCulture));
        }

        if (taken is { } time)
        {
            headers.Add(CallMetadata.Taken, time.ToString(CultureInfo.InvariantCulture));
        }

        return headers;
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        ConnectTimeout = ConnectPatience,
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

        // HttpClient starts at 64 KiB and grows slowly; a large area would end before.
        InitialHttp2StreamWindowSize = 2 * 1024 * 1024,

        // Calls go to the given address: no proxy, no redirects.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,

        // A channel that dials by itself says less about why that failed.
        ConnectCallback = DialAsync,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult(Trace.Watch(context.PlaintextStream)),
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = _credentials.Context,
            CertificateChainPolicy = TrustPolicy.Only(Authorities, TrustPolicy.ServerUse),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Trace.Judge(certificate, chain, errors),
            // A resumed session may lack our certificate (dotnet/runtime#123238).
            AllowTlsResume = false,
        },
    };

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = await ServerAddress.DialAsync(Request.Server, cancellationToken);
        Trace.NoteReached();
        return new NetworkStream(socket, ownsSocket: true);
    }
}
