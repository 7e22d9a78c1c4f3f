using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>What the log says of the Host's start.</summary>
internal static partial class HostLog
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static void Started(
        ILoggerFactory loggers, SatelliteOptions options, MapDirectory maps, TokenList tokens, WriterList writers, ServerIdentity identity)
    {
        ILogger logger = loggers.CreateLogger(LogCategory.Host);
        foreach (IMapSource map in maps.All)
        {
            if (!writers.IsEmpty && map.Writable is null)
            {
                NotWritable(logger, map.Name, map.ReadOnlyBecause);
            }

            string asked = tokens.IsEmpty ? "not asked for" : "required";
            Serving(logger, map.Name, map.Grid, map.ContentType, options.SendDelay.TotalMilliseconds, asked);
        }

        InForce(logger, options, identity);
    }

    /// <summary>Warns of certificates that have just come into force.</summary>
    public static void InForce(ILogger logger, SatelliteOptions options, ServerIdentity identity)
    {
        foreach (string warning in identity.Warnings)
        {
            CertificateWarning(logger, warning);
        }

        DateTime expiry = identity.Certificate.NotAfter.ToUniversalTime();
        if (expiry - DateTime.UtcNow < Soon)
        {
            ExpiresSoon(logger, options.CertificatePath, expiry);
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "serving map={Name} grid={Grid} content-type={ContentType} send-delay={SendDelay}ms tokens=\"{Tokens}\"")]
    private static partial void Serving(ILogger logger, string name, Grid grid, string contentType, double sendDelay, string tokens);

    [LoggerMessage(4, LogLevel.Information, "nothing can be stored in map={Name}: it {Reason}")]
    private static partial void NotWritable(ILogger logger, string name, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Warning}")]
    private static partial void CertificateWarning(ILogger logger, string warning);

    [LoggerMessage(3, LogLevel.Warning, "the certificate '{Path}' expires on {Expiry:u}")]
    private static partial void ExpiresSoon(ILogger logger, string path, DateTime expiry);
}
