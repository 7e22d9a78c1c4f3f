using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Services;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>What the log says of the Host's start.</summary>
internal static partial class HostLog
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static void Started(ILoggerFactory loggers, SatelliteOptions options, MapDirectory maps, TokenList tokens, WriterList writers, ServerIdentity identity, Exception? coldBecause)
    {
        ILogger logger = loggers.CreateLogger(LogCategory.Host);
        foreach (IMapSource map in maps.All)
        {
            if (!writers.IsEmpty && map is IReadOnlyMap readOnly)
            {
                NotWritable(logger, map.Name, readOnly.ReadOnlyBecause);
            }

            Serving(logger, map.Name, map.Grid, map.ContentType, options.SendDelay.TotalMilliseconds, tokens.IsEmpty ? "not asked for" : "required");
        }

        if (coldBecause is not null)
        {
            ServingCold(logger, coldBecause.GetBaseException().Message);
        }

        DateTime expiry = identity.Certificate.NotAfter.ToUniversalTime();
        if (expiry - DateTime.UtcNow < Soon)
        {
            ExpiresSoon(logger, options.CertificatePath, expiry);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "serving map={Name} grid={Grid} content-type={ContentType} send-delay={SendDelay}ms tokens=\"{Tokens}\"")]
    private static partial void Serving(ILogger logger, string name, Grid grid, string contentType, double sendDelay, string tokens);

    [LoggerMessage(4, LogLevel.Information, "nothing can be stored in map={Name}: it {Reason}")]
    private static partial void NotWritable(ILogger logger, string name, string reason);

    [LoggerMessage(2, LogLevel.Warning, "the warm-up failed, so the first calls will be slow: {Reason}")]
    private static partial void ServingCold(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "the certificate '{Path}' expires on {Expiry:u}")]
    private static partial void ExpiresSoon(ILogger logger, string path, DateTime expiry);
}
