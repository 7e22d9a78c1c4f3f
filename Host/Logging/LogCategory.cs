namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// What the Host's own lines begin with, and the names by which their levels are set. Without dots, so that a shell can
/// export <c>Logging__LogLevel__call</c>.
/// </summary>
internal static class LogCategory
{
    public const string Host = "host";
    public const string Call = "call";
    public const string Handshake = "handshake";
}
