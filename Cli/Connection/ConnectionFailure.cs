using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Says why no HTTP/2 connection was made, and which side is at fault.</summary>
internal static class ConnectionFailure
{
    /// <summary>The explanation; null if there was a connection, or the call ended before it needed one.</summary>
    public static CliException? Explain(RpcException failure, SatelliteConnection connection) => Find(failure, connection)?.Explanation;

    /// <summary>How far connecting got, and the explanation.</summary>
    public static (ConnectionStage Stage, CliException Explanation)? Find(RpcException failure, SatelliteConnection connection)
    {
        if (connection.Trace.SpeaksHttp2)
        {
            return null;
        }

        if (failure.StatusCode == StatusCode.DeadlineExceeded)
        {
            (ConnectionStage reached, string waited) = Waiting(connection);
            return (reached, CliException.Call(failure.StatusCode, waited, failure));
        }

        return Refused(failure, connection) is var (stage, message)
            ? (stage, new CliException(ExitCode.NoConnection, message, failure))
            : null;
    }

    /// <summary>Says in fewer words than the packages what became of a connection; null for a status of the server's.</summary>
    public static RpcException? OfTheTransport(RpcException failure)
    {
        // RFC 9113, section 7
        const int NoError = 0;
        const int ProtocolError = 1;
        return (failure.StatusCode, Find<HttpProtocolException>(failure)) switch
        {
            // HttpClient reports so when pings are not answered. Another call may succeed.
            (StatusCode.Internal, { ErrorCode: ProtocolError }) => Unavailable("the server does not answer any more"),
            (StatusCode.Internal, { ErrorCode: NoError }) => Unavailable("the server closed the connection"),
            (StatusCode.Unavailable, null) when Find<IOException>(failure) is { } lost =>
                Unavailable($"the connection was lost: {Reason(lost)}"),

            // Grpc.Net.Client says UNAVAILABLE only where a socket failed. HttpClient may notice in other ways that a connection ended
            // before it took the call.
            (StatusCode.Internal, null)
                when Find<HttpRequestException>(failure) is { HttpRequestError: not HttpRequestError.InvalidResponse } lost =>
                Unavailable($"the connection was lost: {Reason(lost)}"),
            (StatusCode.Internal, _) when Find<HttpRequestException>(failure) is { } broken =>
                new RpcException(new Status(StatusCode.Internal, $"the connection failed: {Reason(broken)}", failure)),
            _ => null,
        };

        RpcException Unavailable(string detail) => new(new Status(StatusCode.Unavailable, detail, failure));
    }

    // What was waited for when the time was over.
    private static (ConnectionStage, string) Waiting(SatelliteConnection connection) => connection.Trace switch
    {
        { Reached: false } => (
            ConnectionStage.Address,
            $"the time of --deadline is over, and {Authority(connection)} had not taken the connection. Does a firewall stand between?"),
        { Protocol: null } => (
            ConnectionStage.Tls,
            $"the time of --deadline is over, and {Authority(connection)} had taken the connection but not answered with TLS. "
            + "Does the server hang, or is it the wrong port?"),
        _ => (
            ConnectionStage.Http2,
            $"the time of --deadline is over, and {Authority(connection)} had said nothing after the TLS handshake. Does the server hang?"),
    };

    private static (ConnectionStage, string)? Refused(RpcException failure, SatelliteConnection connection)
    {
        ConnectionTrace trace = connection.Trace;
        string server = Authority(connection);
        if (trace.TrustErrors != SslPolicyErrors.None)
        {
            return (ConnectionStage.ServerCertificate, TrustFailure.Explain(connection));
        }

        if (trace.Preface == ServerPreface.Silence)
        {
            return (
                ConnectionStage.Http2,
                $"{server} said nothing for {ServerPrefaceStream.Patience.TotalSeconds} s after the TLS handshake. Does the server hang?");
        }

        // Our side of the handshake was over, or (TLS 1.2) the server ended it after we had accepted its certificate.
        var transport = Find<HttpRequestException>(failure);
        if (trace.Preface == ServerPreface.Other
            || transport?.HttpRequestError is HttpRequestError.VersionNegotiationError
            || IsProtocolRefused(transport))
        {
            return (ConnectionStage.Http2, $"{server} speaks TLS but not HTTP/2, so it is no gRPC server. Is it the right port?");
        }

        if (trace.Protocol is not null || trace.ServerCertificate is not null)
        {
            return (ConnectionStage.ClientCertificate, ClientRefused(connection, server));
        }

        return transport?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (
                ConnectionStage.Address,
                $"cannot reach {server}: there is no host '{connection.Request.Server.Host}' ({Reason(transport)})."),
            HttpRequestError.ConnectionError => (
                ConnectionStage.Address,
                $"cannot reach {server}: {Reason(transport)}. Is the server running, and is this its address?"),
            HttpRequestError.SecureConnectionError => (
                ConnectionStage.Tls,
                $"{server} is there but did not answer with TLS ({Reason(transport)}). Is it the right port?"),
            not null => (ConnectionStage.Address, $"cannot connect to {server}: {Reason(transport)}."),

            // HttpClient's time for connecting is over. To Grpc.Net.Client, that is a call which somebody cancelled.
            null when failure.StatusCode != StatusCode.Cancelled => null,
            null when trace.Reached => (
                ConnectionStage.Tls,
                $"{server} took the connection but did not answer with TLS for {SatelliteConnection.ConnectPatience.TotalSeconds} s. "
                + "Does the server hang, or is it the wrong port?"),
            null => (
                ConnectionStage.Address,
                $"{server} does not answer within {SatelliteConnection.ConnectPatience.TotalSeconds} s. Does a firewall stand between?"),
        };
    }

    private static string Authority(SatelliteConnection connection) => connection.Request.Server.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether the server ended the handshake because it does not speak HTTP/2, all that we offer (RFC 7301).</summary>
    private static bool IsProtocolRefused(HttpRequestException? transport) =>
        transport?.HttpRequestError is HttpRequestError.SecureConnectionError
            && Reason(transport).Contains("no application protocol", StringComparison.OrdinalIgnoreCase);

    private static string ClientRefused(SatelliteConnection connection, string server)
    {
        X509Certificate2 mine = connection.ClientCertificate;
        string when = connection.Trace.Protocol is null ? "during" : "right after";
        string what = Alert(connection.Trace.PrefaceFailure) is { } alert
            ? $"refused this client certificate: {alert}."
            : $"closed the connection {when} the TLS handshake: it probably refused this client certificate.";
        string message = $"""
            {server} {what}
              certificate  {connection.Request.Certificates.Cert}, {CertificateText.Describe(mine)}
              issued by    {CertificateText.Name(mine.IssuerName)}
            """;
        if (CertificateText.OutOfTime(mine) is { } time)
        {
            return message + $"\nIt {time}.";
        }

        if (!CertificateText.IsForClients(mine))
        {
            return message + "\nIt is not meant for clients: its extended key usage lacks clientAuth.";
        }

        bool ours = connection.Authorities.Any(ca => ca.SubjectName.RawData.AsSpan().SequenceEqual(mine.IssuerName.RawData));
        return message + (ours
            ? "\nThe server must trust that CA; the one in " + connection.Request.Certificates.Ca + " has that name."
            : $"\nThat is not the CA in {connection.Request.Certificates.Ca}, which the server's certificate comes from. "
                + $"If it is an intermediate CA, append its certificate to {connection.Request.Certificates.Cert}.");
    }

    // OpenSSL writes "...::sslv3 alert certificate expired". Other systems' words are not known to name the alert.
    private static string? Alert(Exception? failure)
    {
        const string Marker = " alert ";
        string reason = failure is null ? "" : Reason(failure);
        int at = reason.LastIndexOf(Marker, StringComparison.Ordinal);
        return at < 0 ? null : Printable.Line(reason[(at + Marker.Length)..]);
    }

    /// <summary>The system's words for what went wrong.</summary>
    public static string Reason(Exception e)
    {
        if (Find<SocketException>(e) is { } socket)
        {
            return Lower(socket.Message);
        }

        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return Lower(e.Message.TrimEnd('.'));
    }

    private static string Lower(string sentence) =>
        sentence.Length > 1 && char.IsLower(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException ?? (e as RpcException)?.Status.DebugException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
