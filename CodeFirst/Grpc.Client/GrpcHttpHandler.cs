using System.Text;

namespace CodeFirst.Grpc.Client;

/// <summary>Makes the transport of a channel.</summary>
public static class GrpcHttpHandler
{
    // Enough for 100 MiB/s at a round trip of 20 ms. HttpClient grows the window by itself, but starts at 64 KiB, which
    // makes the first megabytes of every stream slow.
    private const int StreamWindow = 2 * 1024 * 1024;

    /// <summary>What a channel has by itself, with a larger window and connections that let each other have their turn.</summary>
    public static SocketsHttpHandler CreateDefault() => new()
    {
        // A server takes about a hundred streams per connection; more calls than that get another one instead of waiting.
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,

        // So that calls and other connections get threads while one connection always has something to read.
        PlaintextStreamFilter = static (connection, _) => new(new TurnTakingStream(connection.PlaintextStream)),

        // What a server's metadata held beyond ASCII can be echoed as it came; the other direction reads it so by itself.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
