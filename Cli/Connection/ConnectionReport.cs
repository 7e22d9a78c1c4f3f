using System.Diagnostics;
using System.Globalization;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>What <c>--verbose</c> prints: the server, our certificate and the times.</summary>
internal sealed class ConnectionReport
{
    private readonly SatelliteConnection _connection;
    private readonly long _started = Stopwatch.GetTimestamp();

    private ConnectionReport(SatelliteConnection connection) => _connection = connection;

    public static ConnectionReport Start(SatelliteConnection connection)
    {
        if (connection.Request.Verbose)
        {
            string token = connection.Request.Token is null ? "" : " with a token";
            if (connection.Request.Profile is { } profile)
            {
                Stderr.Note($"profile {profile}");
            }

            Stderr.Note($"calling {connection.Request.Server.GetLeftPart(UriPartial.Authority)}{token}");
            Stderr.Note(
                $"our certificate {connection.Request.Certificates.Cert}: {CertificateText.Describe(connection.ClientCertificate)}");
        }

        return new ConnectionReport(connection);
    }

    public void Finish(string what)
    {
        if (!_connection.Request.Verbose)
        {
            return;
        }

        if (_connection.Trace is { ServerCertificate: { } server, Protocol: { } protocol })
        {
            Stderr.Note(
                $"server's certificate for {string.Join(", ", CertificateText.AlternativeNames(server))}: "
                + $"{CertificateText.Describe(server)}; {protocol}");
        }

        Stderr.Note(string.Create(CultureInfo.InvariantCulture, $"{what} in {Stopwatch.GetElapsedTime(_started).TotalMilliseconds:N0} ms"));
    }
}
