using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Says why no HTTP/2 connection was made, and which side is at fault.</summary>
internal static class ConnectionFailure
{
    /// <summary>The explanation; null if there was a connection, or the call ended before it needed one.</summary>
    public static CliException? Explain(RpcException failure, SatelliteConnection connection) => Find(failure, connection)?.Explanation;

    /// <summary>How far connecting got, and the explanation.</summary>
    public static (ConnectionStage Stage, CliException Explanation)? Find(RpcException failure, SatelliteConnection connection)
    {
        ConnectionTrace trace = connection.Trace;
        if (trace.ServerSpoke || failure.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Cancelled)
        {
            return null;
        }

        if (trace.TrustErrors != SslPolicyErrors.None)
        {
            return No(ConnectionStage.ServerCertificate, TrustFailure.Explain(connection), failure);
        }

        var transport = Find<HttpRequestException>(failure);
        string server = connection.Request.Server.GetLeftPart(UriPartial.Authority);

        // Our side of the handshake was over, or (TLS 1.2) the server ended it after we had accepted its certificate.
        if (transport?.HttpRequestError is HttpRequestError.VersionNegotiationError || IsProtocolRefused(transport))
        {
            return No(
                ConnectionStage.Http2, $"{server} speaks TLS but not HTTP/2, so it is no gRPC server. Is it the right port?", failure);
        }

        if (trace.Protocol is not null || trace.ServerCertificate is not null)
        {
            return No(ConnectionStage.ClientCertificate, ClientRefused(connection, server), failure);
        }

        return transport?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => No(
                ConnectionStage.Address,
                $"cannot reach {server}: there is no host '{connection.Request.Server.Host}' ({Reason(transport)}).",
                failure),
            HttpRequestError.ConnectionError => No(
                ConnectionStage.Address,
                $"cannot reach {server}: {Reason(transport)}. Is the server running, and is this its address?",
                failure),
            HttpRequestError.SecureConnectionError => No(
                ConnectionStage.Tls,
                $"{server} is there but did not answer with TLS ({Reason(transport)}). Is it the right port?",
                failure),
            not null => No(ConnectionStage.Address, $"cannot connect to {server}: {Reason(transport)}.", failure),
            null => null,
        };
    }

    /// <summary>
    /// Whether the server stopped answering pings. HttpClient reports a protocol error then, and Grpc.Net.Client INTERNAL, but another call
    /// may succeed.
    /// </summary>
    public static bool IsServerGone(RpcException failure)
    {
        const int ProtocolError = 1; // RFC 9113, section 7
        return failure.StatusCode == StatusCode.Internal && Find<HttpProtocolException>(failure) is { ErrorCode: ProtocolError };
    }

    private static (ConnectionStage, CliException) No(ConnectionStage stage, string message, Exception cause) =>
        (stage, new CliException(ExitCode.NoConnection, message, cause));

    /// <summary>Whether the server ended the handshake because it does not speak HTTP/2, all that we offer (RFC 7301).</summary>
    private static bool IsProtocolRefused(HttpRequestException? transport) =>
        transport?.HttpRequestError is HttpRequestError.SecureConnectionError
            && Reason(transport).Contains("no application protocol", StringComparison.OrdinalIgnoreCase);

    private static string ClientRefused(SatelliteConnection connection, string server)
    {
        X509Certificate2 mine = connection.ClientCertificate;
        string when = connection.Trace.Protocol is null ? "during" : "right after";
        string message = $"""
            {server} closed the connection {when} the TLS handshake: it probably refused this client certificate.
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
            : $"\nThat is not the CA in {connection.Request.Certificates.Ca}, which the server's certificate comes from.");
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
