using System.Globalization;
using System.Net.Sockets;
using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>One call: what its handler sees of it. How it ends is in the other part.</summary>
internal sealed partial class ServerCall : ServerCallContext, IAsyncDisposable
{
    private readonly Method _method;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;

    public ServerCall(HttpContext http, Method method, ServerRuntime runtime, in MessageLimits limits)
    {
        Http = http;
        Runtime = runtime;
        Limits = limits;
        _responseCompression = runtime.Options.ResponseCompression;
        _method = method;
    }

    public HttpContext Http { get; }

    public ServerRuntime Runtime { get; }

    public MessageLimits Limits { get; }

    public override string Method => _method.FullName;

    public override string Host => Http.Request.Host.Value ?? "";

    public override string Peer => Http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } address => string.Create(CultureInfo.InvariantCulture, $"ipv4:{address}:{Http.Connection.RemotePort}"),
        { IsIPv4MappedToIPv6: true } address => string.Create(CultureInfo.InvariantCulture, $"ipv4:{address.MapToIPv4()}:{Http.Connection.RemotePort}"),
        var address => string.Create(CultureInfo.InvariantCulture, $"ipv6:[{address}]:{Http.Connection.RemotePort}"),
    };

    public override DateTime Deadline => _deadline;

    public override Metadata RequestHeaders => _requestHeaders ??= ReadRequestHeaders();

    public override Metadata ResponseTrailers => _responseTrailers ??= [];

    /// <summary>Whether anybody has asked for <see cref="ResponseTrailers"/>.</summary>
    public bool HasResponseTrailers => _responseTrailers is not null;

    public override Status Status { get; set; }

    public override long MessagesReceived => Volatile.Read(ref _messagesReceived);

    public override long MessagesSent => Volatile.Read(ref _messagesSent);

    public override long BytesSent => Volatile.Read(ref _bytesSent);

    public override IDictionary<object, object> UserState
    {
        get
        {
            // An interceptor may hand on a context of its own that has this state; From() then finds the call in it.
            Http.Items.TryAdd(typeof(ServerCall), this);
            return Http.Items!;
        }
    }

    /// <summary>The call that a context speaks of, which an interceptor may have wrapped in its own.</summary>
    public static ServerCall From(ServerCallContext context) =>
        context as ServerCall
        ?? (context.UserState.TryGetValue(typeof(ServerCall), out object? call) ? (ServerCall)call : null)
        ?? throw new InvalidOperationException($"The context of type '{context.GetType()}' is not that of a call of this server; an interceptor that hands on a context of its own must give its UserState the original's.");

    /// <summary>Refuses a call with a malformed value of bytes, whether or not its handler would look at it.</summary>
    /// <exception cref="RpcException">INTERNAL: a value is not base64.</exception>
    public void CheckRequestHeaders()
    {
        if (HasOnlyKnownHeaders(Http.Request.Headers))
        {
            return;
        }

        foreach ((string name, _) in Http.Request.Headers)
        {
            if (name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
            {
                _requestHeaders = ReadRequestHeaders();
                return;
            }
        }
    }

    // Most calls have no metadata. Kestrel tells how many headers there are and which of those that it knows without going through them,
    // which costs it an enumerator and each header's name.
    private static bool HasOnlyKnownHeaders(IHeaderDictionary headers)
    {
        int known = 0;
        known += headers.ContentType.Count == 0 ? 0 : 1;
        known += headers.TE.Count == 0 ? 0 : 1;
        known += headers.Host.Count == 0 ? 0 : 1;
        known += headers.ContentLength is null ? 0 : 1;
        known += headers.UserAgent.Count == 0 ? 0 : 1;
        known += headers.GrpcTimeout.Count == 0 ? 0 : 1;
        known += headers.GrpcEncoding.Count == 0 ? 0 : 1;
        known += headers.GrpcAcceptEncoding.Count == 0 ? 0 : 1;
        return headers.Count == known;
    }

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in Http.Request.Headers)
        {
            foreach (string? value in values)
            {
                CustomMetadata.AddRequest(metadata, name, value ?? "");
            }
        }

        return metadata;
    }
}
