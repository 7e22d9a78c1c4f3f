using System.Net;
using CodeFirstSatellite.Host.Logging;

namespace CodeFirstSatellite.Host.Security;

/// <summary>What the log says of handshakes.</summary>
internal sealed partial class HandshakeLog(ILoggerFactory loggers, LineBudget budget, AuditLog? audit = null)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Handshake);

    /// <summary>Logs a handshake that failed; many of a second have one line for each reason.</summary>
    public void Rejected(Handshake handshake, EndPoint? peer)
    {
        bool isRefused = handshake.Refusal is not null;
        string reason = handshake.Refusal?.Text ?? ReasonOf(handshake);
        if (isRefused)
        {
            audit?.NoteRefusal(reason, new Refusal { Peer = peer, Certificate = handshake.ClientCertificateSha256 });
        }

        if (!budget.Allows($"handshake {handshake.Reason}", count => Summed(isRefused, reason, count)))
        {
            return;
        }

        if (isRefused)
        {
            CertificateRefused(_logger, reason, peer, handshake.ClientCertificateSha256 ?? "none");
        }
        else
        {
            HandshakeFailed(_logger, reason, peer);
        }
    }

    private void Summed(bool isRefused, string reason, long count)
    {
        if (isRefused)
        {
            CertificatesRefused(_logger, reason, count);
        }
        else
        {
            HandshakesFailed(_logger, reason, count);
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

    [LoggerMessage(3, LogLevel.Warning, "rejected such as reason=\"{Reason}\" more={Count} in a second")]
    private static partial void CertificatesRefused(ILogger logger, string reason, long count);

    [LoggerMessage(4, LogLevel.Information, "failed such as reason=\"{Reason}\" more={Count} in a second")]
    private static partial void HandshakesFailed(ILogger logger, string reason, long count);
}
