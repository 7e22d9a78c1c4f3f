using Tests.Interop.Harness;

namespace Tests.Interop.Certificates;

/// <summary>
/// Certificates as people make them by hand: RSA 4096, no CN, no extended key usage, and a SAN that names localhost and the
/// address 0.0.0.0.
/// </summary>
internal static class OpenSsl
{
    public static async Task MakeAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "san.cnf"), "subjectAltName=DNS:localhost,IP:0.0.0.0\n");
        await RunAsync(folder, "req -x509 -newkey rsa:4096 -days 30 -nodes -keyout ca-key.pem -out ca-cert.pem -subj /O=CA");
        foreach (var name in (string[])["server", "client"])
        {
            await RunAsync(folder, $"req -newkey rsa:4096 -nodes -keyout {name}-key.pem -out {name}-req.pem -subj /O={name}");
            await RunAsync(
                folder,
                $"x509 -req -in {name}-req.pem -days 30 -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial"
                    + $" -out {name}-cert.pem -extfile san.cnf");
        }
    }

    private static async Task RunAsync(string folder, string arguments) =>
        (await FinishedProgram.RunAsync(
            new Command("openssl", arguments.Split(' ')) { WorkingDirectory = folder },
            CancellationToken.None)).Succeeded();
}
