using System.Net.Http;
using System.Net.Sockets;
using CodeFirst.Grpc.Protocol;

namespace CodeFirst.Grpc.Client;

/// <summary>What exceptions of the HTTP transport mean for a call.</summary>
internal static class TransportErrors
{
    /// <summary>The failure of the call; null for an exception that is none of the transport's.</summary>
    public static RpcException? Translate(Exception exception, CallLimit limit, GrpcChannel channel)
    {
        if (FindResetCode(exception) is { } errorCode)
        {
            StatusCode code = StatusCodes.FromHttp2Error(errorCode);
            return code == StatusCode.Cancelled && limit.IsDeadlinePassed
                ? CallLimit.DeadlineExceeded(exception)
                : new RpcException(new Status(code, $"the server reset the call with HTTP/2 error 0x{errorCode:X}", exception));
        }

        return exception switch
        {
            HttpRequestException or IOException or SocketException => Unavailable(exception),

            // A connection that did not come about in time; a caller's own token has been ruled out before.
            OperationCanceledException { InnerException: TimeoutException } => Unavailable(exception),
            ObjectDisposedException or OperationCanceledException when channel.IsDisposed =>
                new RpcException(new Status(StatusCode.Unavailable, "the channel has been disposed", exception)),
            _ => null,
        };
    }

    private static RpcException Unavailable(Exception exception) =>
        new(new Status(StatusCode.Unavailable, Innermost(exception), exception));

    private static string Innermost(Exception exception)
    {
        string text = exception.Message;
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            text += " " + inner.Message;
        }

        return text;
    }

    private static long? FindResetCode(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpProtocolException protocol)
            {
                return protocol.ErrorCode;
            }
        }

        return null;
    }
}
