using System.Text;

namespace CodeFirst.Grpc.Client;

/// <summary>Makes the transport of a channel.</summary>
public static class GrpcHttpHandler
{
    // Bytes; enough for 100 MiB/s at a round trip of 20 ms. HttpClient grows the window itself but starts at 64 KiB, which makes the first
    // megabytes of every stream slow.
    private const int StreamWindow = 2 * 1024 * 1024;

    /// <summary>The default of a channel, with a larger receive window and connections that share threads fairly.</summary>
    public static SocketsHttpHandler CreateDefault() => new()
    {
        // Servers take about 100 streams per connection; further calls get another connection instead of waiting.
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,

        // Calls and other connections get threads even while a connection always has something to read.
        PlaintextStreamFilter = static (connection, _) => new(new TurnTakingStream(connection.PlaintextStream)),

        // Metadata beyond ASCII can be echoed byte for byte; HttpClient already reads it as Latin-1.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
