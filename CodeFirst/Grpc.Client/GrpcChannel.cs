using System.Collections.Concurrent;
using System.IO.Compression;

namespace CodeFirst.Grpc.Client;

/// <summary>A connection to a server, shared by any number of calls and threads.</summary>
public sealed class GrpcChannel : IDisposable
{
    private readonly bool _ownsHandler;
    private readonly HttpInvoker _invoker;
    private readonly ConcurrentDictionary<Method, MethodRoute> _methods = new();
    private readonly MessageLimits _limits;
    private readonly MethodConfig[] _methodConfigs;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
    {
        Address = address;
        _ownsHandler = options.HttpHandler is null || options.DisposeHttpClient;
        HttpMessageHandler handler = options.HttpHandler ?? GrpcHttpHandler.CreateDefault();
        ConnectionProgress.Watch(handler);
        Transport = new HttpMessageInvoker(handler, _ownsHandler);
        _limits = new MessageLimits(options.MaxReceiveMessageSize, options.MaxSendMessageSize);
        _methodConfigs = [.. options.MethodConfigs];
        CompressionLevel = options.RequestCompressionLevel;
        Time = options.TimeProvider;
        _invoker = new HttpInvoker(this);
    }

    /// <summary>The server's address.</summary>
    public Uri Address { get; }

    internal HttpMessageInvoker Transport { get; }

    internal CompressionLevel CompressionLevel { get; }

    internal TimeProvider Time { get; }

    internal bool IsDisposed { get; private set; }

    /// <summary>Makes a channel. Nothing is connected until the first call.</summary>
    /// <param name="address">An absolute address, <c>https://host:port</c>, or <c>http://host:port</c> for HTTP/2 without TLS.</param>
    /// <param name="options">How to connect; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address.</exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? ForAddress(uri, options)
            : throw new ArgumentException($"'{address}' is not an absolute address such as https://localhost:8000.", nameof(address));
    }

    /// <summary>Makes a channel. Nothing is connected until the first call.</summary>
    /// <param name="address">An absolute address, <c>https://host:port</c>, or <c>http://host:port</c> for HTTP/2 without TLS.</param>
    /// <param name="options">How to connect; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException($"'{address}' is not an absolute address such as https://localhost:8000.", nameof(address));
        }

        return new GrpcChannel(address, options ?? new GrpcChannelOptions());
    }

    /// <summary>What generated clients call through.</summary>
    public CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Closes the connections of a transport that is the channel's own; calls under way end.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        if (_ownsHandler)
        {
            Transport.Dispose();
        }
    }

    /// <summary>Where calls of a method go, and what they are limited to.</summary>
    internal MethodRoute RouteOf(Method method) => _methods.GetOrAdd(
        method,
        static (m, channel) => new MethodRoute(new Uri(channel.Address, m.FullName), MessageLimits.Of(m, channel._methodConfigs, channel._limits)),
        this);
}
