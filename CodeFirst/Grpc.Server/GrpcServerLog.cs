using Microsoft.Extensions.Logging;

namespace CodeFirst.Grpc.Server;

/// <summary>All that the runtime logs. What users do (cancel, send nonsense, go away) is no error of the server's.</summary>
internal static partial class GrpcServerLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} refused: {Detail}", EventName = "CallRefused")]
    public static partial void CallRefused(ILogger logger, string method, string detail);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended before its handler: {Reason}", EventName = "CallEnded")]
    public static partial void CallEnded(ILogger logger, string method, string reason);

    [LoggerMessage(3, LogLevel.Debug, "{Method} ends with {StatusCode}: {Detail}", EventName = "CallFailed")]
    public static partial void CallFailed(ILogger logger, string method, StatusCode statusCode, string detail, Exception? exception);

    [LoggerMessage(4, LogLevel.Error, "{Method}: the handler threw an exception", EventName = "HandlerFailed")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(5, LogLevel.Debug, "{Method}: the handler threw an exception after the call had ended", EventName = "HandlerFailedAfterEnd")]
    public static partial void HandlerFailedAfterEnd(ILogger logger, string method, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "{Method}: the client at {Peer} has neither read nor sent anything for {StallTimeout}; its call is reset", EventName = "ClientStalled")]
    public static partial void Stalled(ILogger logger, string method, string peer, TimeSpan stallTimeout);

    [LoggerMessage(7, LogLevel.Debug, "{Method}: ended ({Reason}), but the client does not read; its call is reset", EventName = "StatusUndeliverable")]
    public static partial void StatusUndeliverable(ILogger logger, string method, string reason);

    [LoggerMessage(8, LogLevel.Error, "{Method}: a callback on the call's cancellation token threw an exception", EventName = "CancellationCallbackFailed")]
    public static partial void CancellationCallbackFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(9, LogLevel.Debug, "{Method}: the response could not be sent", EventName = "ResponseFailed")]
    public static partial void ResponseFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "{Method}: the response message cannot be written", EventName = "ResponseInvalid")]
    public static partial void ResponseInvalid(ILogger logger, string method, Exception exception);
}
