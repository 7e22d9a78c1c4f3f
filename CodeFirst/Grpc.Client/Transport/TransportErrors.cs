using System.Net.Sockets;
using CodeFirst.Grpc.Protocol;

namespace CodeFirst.Grpc.Client;

/// <summary>What exceptions of the HTTP transport mean for a call.</summary>
internal static class TransportErrors
{
    /// <summary>The failure of the call; null for an exception that is none of the transport's.</summary>
    public static RpcException? Translate(Exception exception, HttpRequestMessage? request, bool channelDisposed)
    {
        // A server that only speaks HTTP/1 may say so with an HTTP/2 error; still, no connection came about.
        bool connected = request is null || ConnectionProgress.StageOf(request) == ConnectionStage.Established;
        if (connected && Find<HttpProtocolException>(exception) is { } protocol && IsStreamReset(protocol))
        {
            return new RpcException(new Status(StatusCodes.FromHttp2Error(protocol.ErrorCode), $"the server ended the call with the HTTP/2 error {Http2ErrorCodes.Name(protocol.ErrorCode)}", exception));
        }

        if (channelDisposed && exception is ObjectDisposedException or OperationCanceledException or IOException or HttpRequestException)
        {
            return new RpcException(new Status(StatusCode.Unavailable, "the channel has been disposed", exception));
        }

        return StageOf(exception, request) is { } stage ? Unavailable(stage, exception) : null;
    }

    private static ConnectionStage? StageOf(Exception exception, HttpRequestMessage? request) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ConnectionStage.Resolve,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } => ConnectionStage.Connect,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => ConnectionStage.Tls,

        // ALPN: the server offers TLS, but not h2.
        HttpRequestException { HttpRequestError: HttpRequestError.VersionNegotiationError } => ConnectionStage.Http2,
        HttpRequestException or IOException or SocketException => request is null ? ConnectionStage.Established : ConnectionProgress.StageOf(request),

        // A connection that did not come about in time, the TLS handshake included; a caller's own token has been ruled out before.
        OperationCanceledException { InnerException: TimeoutException } => ConnectionStage.Connect,

        // The transport gave the call up by itself: whoever ended it on this side has been ruled out before.
        OperationCanceledException => ConnectionStage.Established,
        _ => null,
    };

    private static RpcException Unavailable(ConnectionStage stage, Exception exception)
    {
        HttpRequestError error = (exception as HttpRequestException)?.HttpRequestError ?? (exception as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var failure = new ConnectionException(stage, error, Causes(exception), exception);
        return new RpcException(new Status(StatusCode.Unavailable, failure.Message, failure));
    }

    /// <summary>The messages of an exception and its causes, outermost first, without those that say the same again.</summary>
    private static string Causes(Exception exception)
    {
        string text = exception.Message;
        for (Exception? cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (!text.Contains(cause.Message, StringComparison.Ordinal))
            {
                text += " " + cause.Message;
            }
        }

        return text;
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }

    // HttpClient throws the same exception for a stream that was reset and for a connection that ended, by GOAWAY or because a
    // ping went unanswered, and tells them apart in words alone (of an application trimmed to resource keys, in their keys).
    private static bool IsStreamReset(HttpProtocolException exception) =>
        exception.Message.Contains("reset the stream", StringComparison.Ordinal)
        || exception.Message.Contains("net_http_http2_stream_error", StringComparison.Ordinal);
}
