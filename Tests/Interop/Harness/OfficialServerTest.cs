using Tests.Interop.Certificates;
using Tests.Interop.Peers;

namespace Tests.Interop.Harness;

/// <summary>A test of our interop server, which must have nothing to complain of.</summary>
public abstract class OfficialServerTest : InteropTest
{
    private Server? _server;

    // With all that follows the first warning: its text is on lines of its own.
    private protected override void AssertLogIsClean() =>
        Assert.AreEqual("", string.Join('\n', _server?.Lines.SkipWhile(line => !OfficialPrograms.IsWarning(line)) ?? []));

    private protected async Task<Server> StartServerAsync(Security security, CertificateMaker maker = CertificateMaker.Satcli) =>
        await StartServerAsync(await OfficialPrograms.FlagsAsync(security, CertificateFolder.OfAsync(maker)));

    private protected async Task<Server> StartServerAsync(params IEnumerable<string> flags) =>
        _server = await Server.ListeningAsync(Start(OfficialPrograms.Server(flags)), OfficialPrograms.IsCall, Cancellation);
}
