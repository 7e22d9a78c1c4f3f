using System.Net;
using System.Text.Json;
using CodeFirstSatellite.Host.Observability;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Why a client was refused something, or cut off.</summary>
internal enum RefusalReason
{
    /// <summary>There are as many connections as there may be.</summary>
    Connections,

    /// <summary>The oldest unfinished handshake had to make room for a new one.</summary>
    Handshakes,

    /// <summary>The oldest unfinished handshake of an address had to make room for a new one.</summary>
    HandshakesPerAddress,

    /// <summary>A connection sent a flood of frames without a purpose.</summary>
    ControlFrames,

    /// <summary>A certificate has as many connections as it may have.</summary>
    ClientConnections,

    /// <summary>As many calls of a certificate are under way as may be.</summary>
    ClientCalls,

    /// <summary>As many streams of a certificate are under way as may be.</summary>
    ClientStreams,

    /// <summary>A certificate has begun as many calls as it may begin in a second.</summary>
    ClientCallsPerSecond,

    /// <summary>Messages that have not arrived whole would take more memory than they may.</summary>
    ReceivingBytes,

    /// <summary>Its calls did not end after its connection was closed; it was let go.</summary>
    NeverEnds,
}

/// <summary>What is known of a refusal.</summary>
internal readonly record struct Refusal
{
    /// <summary>Who was refused.</summary>
    public EndPoint? Peer { get; init; }

    /// <summary>The SHA-256 of its certificate; null before it has shown one.</summary>
    public string? Certificate { get; init; }
}

/// <summary>Counts and logs what clients are refused. A flood of refusals has one line a second.</summary>
internal sealed partial class Refusals(ILoggerFactory loggers, LineBudget budget, AuditLog audit, HostMetrics? metrics = null)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Refusal);

    public void Report(RefusalReason reason, Refusal refusal)
    {
        string name = NameOf(reason);
        metrics?.Refused(name);
        audit.NoteRefusal(name, refusal);
        if (budget.Allows($"refusal {name}", count => Summed(_logger, name, count)))
        {
            Refused(_logger, name, refusal.Certificate ?? "none", refusal.Peer);
        }
    }

    private static string NameOf(RefusalReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    [LoggerMessage(1, LogLevel.Warning, "reason={Reason} certificate={Certificate} peer={Peer}")]
    private static partial void Refused(ILogger logger, string reason, string certificate, EndPoint? peer);

    [LoggerMessage(2, LogLevel.Warning, "reason={Reason} more={Count} in a second")]
    private static partial void Summed(ILogger logger, string reason, long count);
}
