using System.Net;

namespace CodeFirstSatellite.Host.Security;

/// <summary>What the log says of handshakes.</summary>
internal static partial class HandshakeLog
{
    public static void Rejected(ILogger logger, Handshake handshake, EndPoint? peer)
    {
        if (handshake.Refusal is not null)
        {
            CertificateRefused(logger, handshake.Refusal.Text, peer, handshake.ClientCertificateSha256 ?? "none");
        }
        else
        {
            HandshakeFailed(logger, ReasonOf(handshake), peer);
        }
    }

    // A client that never says hello is a port scan or a load balancer's probe, not a refused client.
    private static string ReasonOf(Handshake handshake) => handshake.Reason switch
    {
        HandshakeReason.ProtocolVersion => $"the client offers only {handshake.ClientProtocols}; TLS 1.2 or 1.3 is needed",
        _ when handshake.ClientProtocols is null => "closed before a TLS hello",
        _ => handshake.Failure ?? "closed",
    };

    [LoggerMessage(1, LogLevel.Warning, "rejected reason=\"{Reason}\" peer={Peer} certificate={Certificate}")]
    private static partial void CertificateRefused(ILogger logger, string reason, EndPoint? peer, string certificate);

    [LoggerMessage(2, LogLevel.Information, "failed reason=\"{Reason}\" peer={Peer}")]
    private static partial void HandshakeFailed(ILogger logger, string reason, EndPoint? peer);
}
