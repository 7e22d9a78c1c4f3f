namespace Tests.Interop.Harness;

/// <summary>The Host as a process, on a port of its own choice.</summary>
internal static class SatelliteHost
{
    public static Command Command(string certificates, params IEnumerable<string> more) =>
        Repository.Built("Host", "CodeFirstSatellite.Host.dll", ["--urls", "https://127.0.0.1:0", "--certs", certificates, .. more]);

    /// <summary>Whether a line of the Host's log tells of a call.</summary>
    public static bool IsCall(string line) => line.Contains(" call method=", StringComparison.Ordinal);

    /// <summary>Whether a line of the Host's log tells of something that ought not to happen.</summary>
    public static bool IsWarning(string line) =>
        line.Contains(" warn ", StringComparison.Ordinal) ||
        line.Contains(" error ", StringComparison.Ordinal) ||
        line.Contains(" critical ", StringComparison.Ordinal);

    /// <summary>Whether a line of the Host's log tells of a client that showed a certificate and was turned away for it.</summary>
    public static bool IsRefusedCertificate(string line) =>
        line.Contains(" handshake rejected ", StringComparison.Ordinal) && !line.Contains("certificate=none", StringComparison.Ordinal);
}
