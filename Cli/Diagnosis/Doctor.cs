using System.Runtime.CompilerServices;
using CodeFirstSatellite.Cli.Connection;

namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>Checks everything that a call needs, in the order in which a call needs it.</summary>
internal static class Doctor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="read">Reads the settings.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <returns>Findings as they are made. The first failure that leaves nothing to check behind it is the last.</returns>
    public static async IAsyncEnumerable<Finding> RunAsync(
        Func<ConnectionRequest> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (ConnectionRequest? request, Finding settings) = Read(read);
        yield return settings;
        if (request is null)
        {
            yield break;
        }

        request = request with { Deadline = request.Deadline ?? Patience };
        bool isReadable = true;
        foreach (Finding finding in CertificateChecks.Run(request.Certificates))
        {
            isReadable &= finding is not { Verdict: Verdict.Failed, ExitCode: ExitCode.LocalFile };
            yield return finding;
        }

        bool isReachable = true;
        await foreach (Finding finding in AddressChecks.RunAsync(request.Server, cancellationToken))
        {
            isReachable &= finding.Verdict != Verdict.Failed;
            yield return finding;
        }

        if (isReadable && isReachable)
        {
            using SatelliteConnection connection = SatelliteConnection.Open(request);
            await foreach (Finding finding in new CallChecks(connection).RunAsync(cancellationToken))
            {
                yield return finding;
            }
        }
    }

    private static (ConnectionRequest?, Finding) Read(Func<ConnectionRequest> read)
    {
        const string Check = "settings";
        try
        {
            ConnectionRequest request = read();
            string profile = request.Profile is { } name ? $"profile {name}" : "no profile";
            return (request, Finding.Ok(Check, $"{request.Server.GetLeftPart(UriPartial.Authority)}, {profile}"));
        }
        catch (CliException e)
        {
            return (null, Finding.Failed(Check, e));
        }
    }
}
