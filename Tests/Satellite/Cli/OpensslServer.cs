using System.Diagnostics;
using System.Globalization;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>openssl s_server</c>, which refuses client certificates with an alert, as .NET's servers do not on Linux.</summary>
internal sealed class OpensslServer : IDisposable
{
    private readonly Process _process;

    private OpensslServer(Process process, int port)
    {
        _process = process;
        Address = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}");
    }

    public string Address { get; }

    /// <param name="own">The folder with its certificate.</param>
    /// <param name="trusting">Whose client certificates it takes.</param>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    public static async Task<OpensslServer> StartAsync(TestCertificates own, TestCertificates trusting, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:0", "-alpn", "h2",
                "-cert", $"{own.Folder}/server-cert.pem", "-key", $"{own.Folder}/server-key.pem",
                "-CAfile", $"{trusting.Folder}/ca-cert.pem", "-Verify", "1", "-verify_return_error",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;

        // "ACCEPT 127.0.0.1:36353"
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("ACCEPT ", StringComparison.Ordinal))
            {
                return new OpensslServer(process, int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture));
            }
        }

        throw new InvalidOperationException($"openssl s_server ended with exit code {process.ExitCode} before it listened.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
