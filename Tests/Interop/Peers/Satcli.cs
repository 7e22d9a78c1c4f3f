using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Our own command line, as a process.</summary>
internal static class Satcli
{
    public static Command Command(params IEnumerable<string> arguments) => Repository.Built("Cli", "satcli.dll", arguments);

    public static async Task MakeCertificatesAsync(string folder) =>
        (await FinishedProgram.RunAsync(Command("certs", "create", "--out", folder), CancellationToken.None)).Succeeded();
}
