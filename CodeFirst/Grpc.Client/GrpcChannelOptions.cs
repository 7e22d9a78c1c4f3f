using System.IO.Compression;

namespace CodeFirst.Grpc.Client;

/// <summary>How a channel connects and what its calls are limited to.</summary>
public sealed class GrpcChannelOptions
{
    // gRPC's own default. It bounds what one message can make the client hold.
    private int? _maxReceiveMessageSize = 4 * 1024 * 1024;
    private int? _maxSendMessageSize;

    /// <summary>
    /// The transport; null for <see cref="GrpcHttpHandler.CreateDefault"/>. To set certificates, take that and change its
    /// <see cref="SocketsHttpHandler.SslOptions"/>. A <see cref="SocketsHttpHandler"/> that is new and has no
    /// <see cref="SocketsHttpHandler.PlaintextStreamFilter"/> gets one, which tells <see cref="ConnectionStage.Http2"/> from
    /// <see cref="ConnectionStage.Established"/> and keeps connections that always have something to read from taking all threads.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether the channel disposes <see cref="HttpHandler"/> with itself. It always disposes one that it made.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Longest message that is received, in bytes; null for no limit. 4 MiB by default. A longer one is RESOURCE_EXHAUSTED.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => _maxReceiveMessageSize = MessageLimits.NotNegative(value);
    }

    /// <summary>Longest message that is sent, in bytes; null, the default, for no limit. A longer one is RESOURCE_EXHAUSTED.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => _maxSendMessageSize = MessageLimits.NotNegative(value);
    }

    /// <summary>What calls of single services and methods are limited to instead.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>How much work compressing requests is worth, for calls that do.</summary>
    public CompressionLevel RequestCompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>The clock for deadlines.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
