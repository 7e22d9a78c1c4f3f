using System.Text;

namespace CodeFirst.Grpc.Client;

/// <summary>Makes the transport of a channel.</summary>
public static class GrpcHttpHandler
{
    // Enough for 100 MiB/s at a round trip of 20 ms. HttpClient grows the window by itself, but starts at 64 KiB, which
    // makes the first megabytes of every stream slow.
    private const int StreamWindow = 2 * 1024 * 1024;

    /// <summary>
    /// A handler that never hangs for ever: it connects within 10 s, and pings every 20 s while a call is open; a server that
    /// does not answer a ping within 10 s is gone, and its calls end with UNAVAILABLE.
    /// </summary>
    public static SocketsHttpHandler CreateDefault() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        InitialHttp2StreamWindowSize = StreamWindow,

        // So that calls and other connections get threads while one connection always has something to read.
        PlaintextStreamFilter = static (connection, _) => new(new TurnTakingStream(connection.PlaintextStream)),

        // A server takes about a hundred streams per connection; more calls than that get another one instead of waiting.
        EnableMultipleHttp2Connections = true,

        // An address given is the address meant: nothing in between, and no redirect, since a call is no page.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,

        // What a server's metadata held beyond ASCII can be echoed as it came; the other direction reads it so by itself.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
