using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>Our interop client against the official interop server of ruby-grpc.</summary>
[TestClass]
public sealed class RubyServerTests : InteropTest
{
    private static readonly string[] Cases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "custom_metadata",
        "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
        "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server", "rpc_soak", "channel_soak",
    ];

    [TestInitialize]
    public void RequirePeer() => RubyPeer.Require(TestContext);

    [TestMethod]
    [DataRow(Security.Plaintext, CertificateMaker.Satcli)]
    [DataRow(Security.Tls, CertificateMaker.Satcli)]
    [DataRow(Security.MutualTls, CertificateMaker.Satcli)]
    [DataRow(Security.MutualTls, CertificateMaker.OpenSsl)]
    public async Task Cases_RubysServer_Pass(Security security, CertificateMaker maker)
    {
        var server = await StartServerAsync(security, maker);
        var failed = new List<FinishedProgram>();

        foreach (var name in Cases)
        {
            var client = await RunClientAsync(server, name, security, CertificateFolder.OfAsync(maker));
            if (client.ExitCode != 0 || !client.OutputText.EndsWith($"passed: {name}\n", StringComparison.Ordinal))
            {
                failed.Add(client);
            }
        }

        Assert.AreEqual("", string.Join('\n', failed));
        await server.CallAsync(Cancellation);
    }

    // Its methods neither look at how a request came nor compress a response.
    [TestMethod]
    [DataRow("client_compressed_unary", "expected it to fail with InvalidArgument, got success")]
    [DataRow("client_compressed_streaming", "expected it to fail with InvalidArgument, got success")]
    [DataRow("server_compressed_unary", "whether the response of UnaryCall came compressed: expected True, got False")]
    [DataRow("server_compressed_streaming", "whether response 0 came compressed: expected True, got False")]
    public async Task Case_ThatRubysServerLacks_FailsForWantOfIt(string name, string expected)
    {
        var server = await StartServerAsync(Security.Plaintext, CertificateMaker.Satcli);

        var client = await RunClientAsync(server, name, Security.Plaintext, CertificateFolder.OfAsync(CertificateMaker.Satcli));

        Assert.AreEqual(1, client.ExitCode, client.ToString());
        StringAssert.Contains(client.Error, expected);
    }

    [TestMethod]
    public async Task Case_CertificateOfAnotherCa_FailsAndRunsNoHandler()
    {
        var server = await StartServerAsync(Security.MutualTls, CertificateMaker.Satcli);

        var rogue = await RunClientAsync(server, "empty_unary", Security.MutualTls, CertificateFolder.RogueAsync(CertificateMaker.Satcli));

        Assert.AreEqual(1, rogue.ExitCode, rogue.ToString());
        await server.LineAsync(
            "a refused certificate",
            line => line.Contains("certificate verify failed", StringComparison.Ordinal),
            Cancellation);

        // A call that is allowed shows that the log tells of calls.
        var trusted = await RunClientAsync(server, "empty_unary", Security.MutualTls, CertificateFolder.OfAsync(CertificateMaker.Satcli));
        Assert.AreEqual(0, trusted.ExitCode, trusted.ToString());
        await server.CallsAsync(1, Cancellation);
    }

    private async Task<Server> StartServerAsync(Security security, CertificateMaker maker) =>
        await Server.ListeningAsync(
            Start(await RubyPeer.ServerAsync(security, CertificateFolder.OfAsync(maker))),
            OfficialPrograms.IsCall,
            Cancellation);

    private async Task<FinishedProgram> RunClientAsync(Server server, string testCase, Security security, Task<string> certificates) =>
        await RunAsync(OfficialPrograms.Client(server.Port, testCase, await OfficialPrograms.FlagsAsync(security, certificates)));
}
