namespace CodeFirst.Grpc.Client;

/// <summary>How far a connection has come, kept with the request that it was opened for.</summary>
/// <remarks>
/// HttpClient's exceptions tell a name, a connection and a TLS handshake that failed, but of one that ends just after the
/// handshake they are of three kinds by chance of timing, and look like those of a connection lost in use. So the stream
/// above TLS is watched until the server's first frame. A request that was sent over a connection opened for another
/// carries no progress: that connection was in use.
/// </remarks>
internal sealed class ConnectionProgress
{
    private static readonly HttpRequestOptionsKey<ConnectionProgress> Key = new("CodeFirst.Grpc.ConnectionProgress");

    // Written by the connection's read, read by a call.
    private volatile bool _established;

    /// <summary>Whether the server has begun to speak HTTP/2.</summary>
    public bool IsEstablished
    {
        get => _established;
        set => _established = value;
    }

    /// <summary>Watches a handler's connections, unless somebody else has a hand in their streams or they are in use already.</summary>
    public static void Watch(HttpMessageHandler handler)
    {
        if (handler is not SocketsHttpHandler { PlaintextStreamFilter: null } sockets)
        {
            return;
        }

        try
        {
            sockets.PlaintextStreamFilter = (context, _) =>
            {
                var progress = new ConnectionProgress();
                context.InitialRequestMessage.Options.Set(Key, progress);
                return ValueTask.FromResult<Stream>(new ConnectionStream(context.PlaintextStream, progress));
            };
        }
        catch (InvalidOperationException)
        {
            // The handler has made requests before it came to this channel; it stays as it is.
        }
    }

    /// <summary>How far the connection of a failed request had come, as far as the watching tells.</summary>
    public static ConnectionStage StageOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out ConnectionProgress? progress) && !progress.IsEstablished ? ConnectionStage.Http2 : ConnectionStage.Established;
}
