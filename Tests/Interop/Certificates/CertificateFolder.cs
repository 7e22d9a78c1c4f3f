using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop.Certificates;

/// <summary>Folders with a CA, a server and a client certificate. Keys take seconds to make, so each folder is made once a run.</summary>
internal static class CertificateFolder
{
    private static readonly string[] ClientFiles = ["client-cert.pem", "client-key.pem"];

    private static readonly Dictionary<CertificateMaker, Lazy<Task<string>>> Trusted = MakeLater("trusted");
    private static readonly Dictionary<CertificateMaker, Lazy<Task<string>>> Strange = MakeLater("strange");
    private static readonly Dictionary<CertificateMaker, Lazy<Task<string>>> Rogue =
        Enum.GetValues<CertificateMaker>().ToDictionary(maker => maker, maker => new Lazy<Task<string>>(() => MixAsync(maker)));

    /// <summary>A folder whose three certificates belong together.</summary>
    public static Task<string> OfAsync(CertificateMaker maker) => Trusted[maker].Value;

    /// <summary>A folder that trusts the same CA, with a client certificate of the same form that another CA signed.</summary>
    public static Task<string> RogueAsync(CertificateMaker maker) => Rogue[maker].Value;

    private static async Task<string> MixAsync(CertificateMaker maker)
    {
        var folder = RunFolder.Make($"rogue-{maker}");
        File.Copy(Path.Combine(await OfAsync(maker), "ca-cert.pem"), Path.Combine(folder, "ca-cert.pem"));
        foreach (var file in ClientFiles)
        {
            File.Copy(Path.Combine(await Strange[maker].Value, file), Path.Combine(folder, file));
        }

        return folder;
    }

    private static Dictionary<CertificateMaker, Lazy<Task<string>>> MakeLater(string name) =>
        Enum.GetValues<CertificateMaker>().ToDictionary(maker => maker, maker => new Lazy<Task<string>>(async () =>
        {
            var folder = RunFolder.Make($"{name}-{maker}");
            await (maker == CertificateMaker.OpenSsl ? OpenSsl.MakeAsync(folder) : Satcli.MakeCertificatesAsync(folder));
            return folder;
        }));
}
