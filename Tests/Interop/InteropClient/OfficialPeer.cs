using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Compression;
using Tests.InteropClient.Cases;

namespace Tests.InteropClient;

/// <summary>The server under test.</summary>
internal sealed class OfficialPeer : IDisposable
{
    // Far longer than any case takes that does not say how long; it bounds a hang.
    private static readonly TimeSpan CasePatience = TimeSpan.FromMinutes(1);

    private readonly string _host;
    private readonly ushort _port;
    private readonly ClientTls? _tls;
    private readonly Uri _address;
    private readonly Metadata _additional;
    private readonly GrpcChannel _channel;

    private volatile string _dialled = "nobody";
    private bool _decompressed;

    public OfficialPeer(string host, string? hostOverride, ushort port, ClientTls? tls, Metadata additional, SoakPlan soak)
    {
        _host = host;
        _port = port;
        _tls = tls;
        _address = new UriBuilder(
            tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps,
            hostOverride is { Length: > 0 } ? hostOverride : host,
            port).Uri;
        _additional = additional;
        Soak = soak;
        _channel = CreateChannel();
        Service = CreateService<ITestService>(_channel);
        UnimplementedMethod = CreateService<IUnimplementedMethod>(_channel);
        UnimplementedService = CreateService<IUnimplementedService>(_channel);
    }

    public ITestService Service { get; }

    public IUnimplementedMethod UnimplementedMethod { get; }

    public IUnimplementedService UnimplementedService { get; }

    public SoakPlan Soak { get; }

    /// <summary>Whom the calls are for.</summary>
    public string Authority => _address.Authority;

    /// <summary>The end that was connected to last.</summary>
    public string Dialled => _dialled;

    /// <summary>How long a case may take at all.</summary>
    public TimeSpan Patience => CasePatience + Soak.Limit;

    /// <summary>Makes another channel, with connections of its own.</summary>
    public GrpcChannel CreateChannel()
    {
        SocketsHttpHandler handler = GrpcHttpHandler.CreateDefault();
        if (_tls is not null)
        {
            handler.SslOptions = _tls.Options;
        }

        // Whatever host is claimed, this one is dialled.
        handler.ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new DnsEndPoint(_host, _port), cancellation);
                _dialled = $"{socket.RemoteEndPoint}";
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        GrpcChannelOptions options = new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true }.UseCompiledContracts();
        options.CompressionProviders = [new WatchedCompression(GzipOf(options), () => Volatile.Write(ref _decompressed, true))];
        return GrpcChannel.ForAddress(_address, options);
    }

    /// <summary>Makes a client, each of whose calls takes the additional metadata along.</summary>
    public TService CreateService<TService>(GrpcChannel channel)
        where TService : class => CreateService<TService>(channel.CreateCallInvoker());

    /// <summary>Makes a client, each of whose calls goes through an interceptor and takes the additional metadata along.</summary>
    public TService CreateService<TService>(Interceptor interceptor)
        where TService : class => CreateService<TService>(_channel.Intercept(interceptor));

    /// <summary>
    /// Whether a response came compressed since this was last asked. Responses are read as they are asked for, so asked about each, it
    /// answers for that one.
    /// </summary>
    public bool TakeWasCompressed() => Interlocked.Exchange(ref _decompressed, false);

    public void Dispose() => _channel.Dispose();

    private static ICompressionProvider GzipOf(GrpcChannelOptions options) =>
        options.CompressionProviders?.FirstOrDefault(provider => provider.EncodingName == OfficialCompression.Encoding)
        ?? new GzipCompressionProvider(CompressionLevel.Fastest);

    private TService CreateService<TService>(CallInvoker invoker)
        where TService : class =>
        (_additional.Count == 0 ? invoker : invoker.Intercept(own => [.. own, .. _additional])).CreateGrpcService<TService>();
}
