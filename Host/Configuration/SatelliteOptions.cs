using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>
/// The options of the Host. <see cref="SettingTable"/> says where each value comes from and what is allowed.
/// </summary>
internal sealed class SatelliteOptions
{
    /// <summary>Where to listen; by default on loopback only.</summary>
    public IReadOnlyList<ListenAddress> Urls { get; set; } = [ListenAddress.Default];

    /// <summary>Where people and GIS tools look at the maps; by default nowhere.</summary>
    public IReadOnlyList<ListenAddress> ViewUrls { get; set; } = [];

    /// <summary>The maps to serve. Calls that name no map get the first.</summary>
    public IReadOnlyList<MapOption> Maps { get; set; } = MapOption.Defaults;

    /// <summary>The folder of the certificate files that are not named themselves.</summary>
    public string CertificateFolder { get; set; } = Pem.DefaultFolder;

    /// <summary>Certificates of the authority that clients' certificates are signed by; null for the folder's.</summary>
    public string? CaFile { get; set; }

    /// <summary>The server's certificate, with its intermediates after it; null for the folder's.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The server's private key; null for the folder's.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Lists of certificates that the authority has revoked; null if that is not asked.</summary>
    public string? CrlFile { get; set; }

    /// <summary>A file of certificates that are not let in, one a line.</summary>
    public string? DeniedFile { get; set; }

    /// <summary>Secrets of which each call must name one; without any, calls need none.</summary>
    public IReadOnlyList<string> Tokens { get; set; } = [];

    /// <summary>A file of further tokens, one a line.</summary>
    public string? TokensFile { get; set; }

    /// <summary>Clients that may store images, as <see cref="Security.WriterList"/> names them.</summary>
    public IReadOnlyList<string> Writers { get; set; } = [];

    /// <summary>A file of further writers, one a line.</summary>
    public string? WritersFile { get; set; }

    /// <summary>A file that says who may call what; null lets every client call everything.</summary>
    public string? AccessFile { get; set; }

    /// <summary>Time between two images of a stream.</summary>
    public TimeSpan SendDelay { get; set; }

    /// <summary>How long calls in flight may go on after the Host is told to stop.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What all clients together may make the Host hold.</summary>
    public HostLimits Limits { get; set; } = new();

    /// <summary>What the connections and calls of one certificate may use together.</summary>
    public ClientLimits ClientLimits { get; set; } = new();

    /// <summary>How old a connection may become, give or take a tenth; null for any age.</summary>
    public TimeSpan? ConnectionAge { get; set; }

    /// <summary>Where metrics and probes are served, in plain HTTP; null for nowhere.</summary>
    public ListenAddress? Metrics { get; set; }

    /// <summary>Where telemetry is sent by OTLP; null for where the standard variables say, or nowhere.</summary>
    public string? Otlp { get; set; }

    /// <summary>The file of the audit log; null for none.</summary>
    public string? AuditFile { get; set; }

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; set; }

    public string CaPath => CaFile ?? Pem.CertificateFile(CertificateFolder, Pem.Ca);

    public string CertificatePath => CertificateFile ?? Pem.CertificateFile(CertificateFolder, Pem.Server);

    public string KeyPath => KeyFile ?? Pem.KeyFile(CertificateFolder, Pem.Server);
}
