using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The official interop client of ruby-grpc against our interop server.</summary>
[TestClass]
public sealed class RubyClientTests : OfficialServerTest
{
    // Cancelled before anything is sent, it passes whoever listens, or nobody.
    private const string PassesWithoutAServer = "cancel_after_begin";

    private static readonly string[] Cases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
        "client_compressed_unary", "client_compressed_streaming", "custom_metadata", "status_code_and_message",
        "unimplemented_method", "unimplemented_service", PassesWithoutAServer, "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    // They take accounts of a cloud.
    private static readonly string[] CasesOfCredentials =
        ["service_account_creds", "jwt_token_creds", "compute_engine_creds", "oauth2_auth_token", "per_rpc_creds"];

    [TestInitialize]
    public void RequirePeer() => RubyPeer.Require(TestContext);

    [TestMethod]
    public async Task Cases_ThatTheClientHas_AreAllRun()
    {
        var list = (await RunAsync(RubyPeer.ListCases())).Succeeded();

        CollectionAssert.AreEquivalent(
            Cases.Concat(CasesOfCredentials).Append("all").ToArray(),
            list.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestMethod]
    [DataRow(Security.Plaintext, CertificateMaker.Satcli)]
    [DataRow(Security.Tls, CertificateMaker.Satcli)]
    [DataRow(Security.MutualTls, CertificateMaker.Satcli)]
    [DataRow(Security.MutualTls, CertificateMaker.OpenSsl)]
    public async Task Cases_OurServer_Pass(Security security, CertificateMaker maker)
    {
        var server = await StartServerAsync(security, maker);

        var outcomes = await RunCasesAsync(server.Port, security, CertificateFolder.OfAsync(maker), Cases);

        Assert.AreEqual(Lines(Cases.Select(name => $"case {name}: passed")), Lines(outcomes));
        await server.CallAsync(Cancellation);
    }

    [TestMethod]
    public async Task Cases_NoServer_Fail()
    {
        using var nobody = new UnusedPort();
        string[] cases = [.. Cases.Where(name => name != PassesWithoutAServer)];

        // A process each: channels of one share what they know of an address, and wait longer and longer to dial it again.
        var outcomes = new List<string>();
        foreach (var name in cases)
        {
            outcomes.AddRange(
                await RunCasesAsync(nobody.Number, Security.Plaintext, CertificateFolder.OfAsync(CertificateMaker.Satcli), [name]));
        }

        AssertAllFailed(cases, outcomes);
    }

    [TestMethod]
    public async Task Cases_CertificateOfAnotherCa_FailAndRunNoHandler()
    {
        var server = await StartServerAsync(Security.MutualTls);
        string[] cases = [.. Cases.Where(name => name != PassesWithoutAServer)];

        var outcomes = await RunCasesAsync(server.Port, Security.MutualTls, CertificateFolder.RogueAsync(CertificateMaker.Satcli), cases);

        AssertAllFailed(cases, outcomes);
        await server.LineAsync("a refused client", OfficialPrograms.IsRefusal, Cancellation);

        // A call that is allowed shows that the log tells of calls.
        var trusted = await RunCasesAsync(
            server.Port,
            Security.MutualTls,
            CertificateFolder.OfAsync(CertificateMaker.Satcli),
            ["empty_unary"]);
        Assert.AreEqual("case empty_unary: passed", Lines(trusted));
        await server.CallsAsync(1, Cancellation);
    }

    [TestMethod]
    public async Task Case_UnknownName_Fails()
    {
        var server = await StartServerAsync(Security.Plaintext);

        var outcomes = await RunCasesAsync(
            server.Port,
            Security.Plaintext,
            CertificateFolder.OfAsync(CertificateMaker.Satcli),
            ["empty_unary_"]);

        StringAssert.StartsWith(Lines(outcomes), "case empty_unary_: failed: ");
    }

    private async Task<IReadOnlyList<string>> RunCasesAsync(int port, Security security, Task<string> certificates, string[] cases) =>
        RubyPeer.Outcomes(await RunAsync(await RubyPeer.ClientAsync(port, security, certificates, cases)));

    private static void AssertAllFailed(string[] cases, IReadOnlyList<string> outcomes)
    {
        Assert.HasCount(cases.Length, outcomes);
        foreach (var (name, outcome) in cases.Zip(outcomes))
        {
            StringAssert.StartsWith(outcome, $"case {name}: failed: ");
        }
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
