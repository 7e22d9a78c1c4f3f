using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Says what is wrong with a server's certificate.</summary>
internal static class TrustFailure
{
    public static string Explain(SatelliteConnection connection)
    {
        ConnectionTrace trace = connection.Trace;
        Uri server = connection.Request.Server;
        if (trace.ServerCertificate is not { } shown)
        {
            return $"{server.GetLeftPart(UriPartial.Authority)} showed no certificate.";
        }

        // If the chain is wrong, the name does not matter.
        if (trace.TrustErrors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return ChainProblem(connection, shown);
        }

        string[] names = CertificateText.AlternativeNames(shown);
        string message =
            $"the server's certificate is not for '{server.Host}'; it is for "
            + $"{(names.Length == 0 ? "no name at all" : string.Join(", ", names))}.";
        string? dialable = names.FirstOrDefault(name => !name.Contains('*', StringComparison.Ordinal) && !IPAddress.TryParse(name, out _))
            ?? names.FirstOrDefault(name => !name.Contains('*', StringComparison.Ordinal));
        return dialable is null
            ? message
            : message
                + "\nIf that is the server you mean:\n"
                + $"  --server {new UriBuilder("https", dialable, server.Port).Uri.GetLeftPart(UriPartial.Authority)}";
    }

    private static string ChainProblem(SatelliteConnection connection, X509Certificate2 shown)
    {
        X509ChainStatusFlags errors = connection.Trace.ChainErrors;
        if (CertificateText.OutOfTime(shown) is { } time)
        {
            return $"the server's certificate {time}.\n  {CertificateText.Describe(shown)}";
        }

        if (connection.Authorities.Select(CertificateText.OutOfTime).FirstOrDefault(t => t is not null) is { } caTime)
        {
            return $"the CA in {connection.Request.Certificates.Ca} {caTime}.";
        }

        if (errors.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            return "the server's certificate is not meant for servers (its extended key usage lacks serverAuth).\n"
                + $"  {CertificateText.Describe(shown)}";
        }

        var lines = new List<string>
        {
            $"the server's certificate is not signed by the CA in {connection.Request.Certificates.Ca}.",
            $"  server's certificate  {CertificateText.Describe(shown)}",
            $"  issued by             {CertificateText.Name(shown.IssuerName)}",
        };
        lines.AddRange(connection.Authorities.Select(
            ca => $"  we trust              {CertificateText.Name(ca.SubjectName)}, {CertificateText.Describe(ca)}"));
        return string.Join('\n', lines);
    }
}
