namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// What the Host's own lines begin with, and the names by which their levels are set. Without dots, so that a shell can
/// export <c>Logging__LogLevel__call</c>.
/// </summary>
internal static class LogCategory
{
    public const string Host = "host";
    public const string Call = "call";

    /// <summary>Whether calls that were cancelled have lines of <see cref="Call"/>, and the line that sums a flood of them.</summary>
    public const string Cancelled = "cancelled";
    public const string Handshake = "handshake";

    /// <summary>Of the requests of the viewing port, a line each.</summary>
    public const string View = "view";

    public const string Refusal = "refusal";

    /// <summary>Of the lines of <see cref="AuditLog"/>, which are in a file of their own.</summary>
    public const string Audit = "audit";
}
