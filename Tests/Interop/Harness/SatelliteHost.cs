namespace Tests.Interop.Harness;

/// <summary>The Host as a process, on a port of its own choice.</summary>
internal static class SatelliteHost
{
    public static Command Command(string certificates, params IEnumerable<string> more) =>
        Repository.Built("CodeFirstSatellite.Host.dll", ["--urls", "https://127.0.0.1:0", "--certs", certificates, .. more]);

    /// <summary>Whether a line of the Host's log tells of a call.</summary>
    public static bool IsCall(string line) => line.Contains("/satellite.Satellite/", StringComparison.Ordinal);
}
