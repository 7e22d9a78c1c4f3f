using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>
/// Records how far connecting got, from hooks of the transport. This tells "no HTTP/2 connection was made" from "the connection was lost",
/// and which side was at fault.
/// </summary>
/// <remarks>Written by the transport's threads, read after the call has failed.</remarks>
internal sealed class ConnectionTrace
{
    private volatile bool _reached;
    private volatile ServerPreface _preface;
    private volatile Exception? _prefaceFailure;

    /// <summary>Whether something took a TCP connection.</summary>
    public bool Reached => _reached;

    /// <summary>The server's certificate, once it has shown one.</summary>
    public X509Certificate2? ServerCertificate { get; private set; }

    /// <summary>What is wrong with the server's certificate; none if it is accepted.</summary>
    public SslPolicyErrors TrustErrors { get; private set; }

    /// <summary>What is wrong with the chain of the server's certificate.</summary>
    public X509ChainStatusFlags ChainErrors { get; private set; }

    /// <summary>The protocol version, once our side of the handshake is over.</summary>
    public SslProtocols? Protocol { get; private set; }

    /// <summary>What the server began with after the handshake.</summary>
    public ServerPreface Preface => _preface;

    /// <summary>
    /// Whether the server began HTTP/2. A TLS 1.3 server checks our certificate after our side of the handshake is over, so only this says
    /// that it accepted it.
    /// </summary>
    public bool SpeaksHttp2 => _preface == ServerPreface.Settings;

    /// <summary>What the first read after the handshake failed with, such as a TLS alert; null if it did not fail.</summary>
    public Exception? PrefaceFailure => _prefaceFailure;

    public void NoteReached() => _reached = true;

    public bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        ServerCertificate = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        TrustErrors = errors;
        ChainErrors = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status)
            ?? X509ChainStatusFlags.NoError;
        return errors == SslPolicyErrors.None;
    }

    /// <summary>Notes the end of the handshake and watches for what the server begins with.</summary>
    public Stream Watch(Stream connection)
    {
        Protocol = (connection as SslStream)?.SslProtocol;
        return new ServerPrefaceStream(connection, (preface, failure) =>
        {
            _prefaceFailure = failure;
            _preface = preface;
        });
    }
}
