namespace CodeFirst.Grpc.Client;

/// <summary>How a channel connects and what its calls are limited to.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The transport; null for a <see cref="SocketsHttpHandler"/> with the defaults of a channel.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Longest message that is received, in bytes; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;
}
