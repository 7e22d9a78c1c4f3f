using System.Text.RegularExpressions;
using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The official interop tests, our client against our server.</summary>
[TestClass]
public sealed partial class OfficialCaseTests : OfficialServerTest
{
    private static readonly string[] Cases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
        "client_compressed_unary", "client_compressed_streaming", "server_compressed_unary", "server_compressed_streaming",
        "custom_metadata", "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
        "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    private static readonly string[] WithSeveralRequests =
    [
        "client_streaming", "client_compressed_streaming", "ping_pong", "empty_stream", "cancel_after_first_response",
        "status_code_and_message",
    ];

    private static readonly string[] Soaks = ["rpc_soak", "channel_soak"];

    public static IEnumerable<(Security Security, string Case)> CasesOfEverySecurity =>
        from security in Enum.GetValues<Security>() from name in Cases select (security, name);

    [TestMethod]
    [DynamicData(nameof(CasesOfEverySecurity))]
    public async Task Case_OurServer_Passes(Security security, string name)
    {
        var server = await StartServerAsync(security);

        var client = await RunClientAsync(server.Port, name, security);

        Assert.AreEqual(0, client.ExitCode, client.ToString());
        Assert.AreEqual($"passed: {name}\n", client.OutputText);
        Assert.AreEqual("", client.Error);
    }

    [TestMethod]
    [DataRow(Security.Plaintext, "rpc_soak", 2_000)]
    [DataRow(Security.Plaintext, "channel_soak", 1_000)]
    [DataRow(Security.MutualTls, "rpc_soak", 2_000)]
    [DataRow(Security.MutualTls, "channel_soak", 1_000)]
    public async Task Soak_OurServer_LosesNoCall(Security security, string name, int iterations)
    {
        var server = await StartServerAsync(security);

        var client = await RunClientAsync(
            server.Port,
            name,
            security,
            $"--soak_iterations={iterations}",
            "--soak_overall_timeout_seconds=150");

        Assert.AreEqual(0, client.ExitCode, client.ToString());
        StringAssert.Contains(client.OutputText, $"{iterations} calls, 0 failed");
        StringAssert.EndsWith(client.OutputText, $"passed: {name}\n");
        Assert.HasCount(iterations, SoakLine().Matches(client.Error));
        await server.CallsAsync(iterations, Cancellation);
    }

    [TestMethod]
    public async Task Soak_CallsSlowerThanAccepted_Fails()
    {
        var server = await StartServerAsync(Security.Plaintext);

        var client = await RunClientAsync(
            server.Port,
            "rpc_soak",
            Security.Plaintext,
            "--soak_iterations=3",
            "--soak_max_failures=2",
            "--soak_per_iteration_max_acceptable_latency_ms=0",
            "--soak_overall_timeout_seconds=30");

        Assert.AreEqual(1, client.ExitCode, client.ToString());
        StringAssert.Contains(client.Error, "failed: rpc_soak: expected at most 2 failures, got 3");
    }

    [TestMethod]
    public async Task Case_NoServer_Fails()
    {
        using var nobody = new UnusedPort();

        // The client may cancel that one before it finds that nobody is there.
        foreach (var name in Cases.Concat(Soaks).Except(["cancel_after_begin"]))
        {
            // The deadline of 1 ms passes wherever the call is.
            var expected = name == "timeout_on_sleeping_server" ? 0 : 1;

            var client = await RunClientAsync(nobody.Number, name, Security.Plaintext);

            Assert.AreEqual(expected, client.ExitCode, client.ToString());
        }
    }

    [TestMethod]
    public async Task Case_ServerOfAnotherService_Fails()
    {
        // Those that ask for UNIMPLEMENTED get it; of these two, the client may end the call before the server has.
        string[] pass = ["unimplemented_method", "unimplemented_service", "cancel_after_begin", "timeout_on_sleeping_server"];
        var certificates = CertificateFolder.OfAsync(CertificateMaker.Satcli);
        var host = await Server.ListeningAsync(Start(SatelliteHost.Command(await certificates)), SatelliteHost.IsCall, Cancellation);

        foreach (var name in Cases.Concat(Soaks).Except(pass))
        {
            var client = await RunClientAsync(host.Port, name, Security.MutualTls);

            Assert.AreEqual(1, client.ExitCode, client.ToString());

            // Such a call has a request to send when the server ends it. What protobuf-net.Grpc does then can cancel the call first.
            bool isUnimplemented = client.Error.Contains("Unimplemented", StringComparison.Ordinal);
            bool isCancelled = WithSeveralRequests.Contains(name) && client.Error.Contains("Cancelled", StringComparison.Ordinal);
            Assert.IsTrue(isUnimplemented || isCancelled, client.ToString());
        }
    }

    [TestMethod]
    public async Task Case_UnknownName_IsWrongUsageAndListsTheCases()
    {
        var client = await RunClientAsync(1, "empty_unary_", Security.Plaintext);

        Assert.AreEqual(2, client.ExitCode, client.ToString());
        string[] listed = [.. client.Error.Split('\n').Where(line => line.StartsWith(' ')).Select(line => line.Trim())];
        CollectionAssert.AreEquivalent(Cases.Concat(Soaks).ToArray(), listed, client.ToString());
    }

    [TestMethod]
    [DataRow(CertificateMaker.Satcli)]
    [DataRow(CertificateMaker.OpenSsl)]
    public async Task Case_CertificateOfAnotherCa_FailsAndRunsNoHandler(CertificateMaker maker)
    {
        var server = await StartServerAsync(Security.MutualTls, maker);

        var rogue = await RunAsync(OfficialPrograms.Client(
            server.Port, "empty_unary", await OfficialPrograms.FlagsAsync(Security.MutualTls, CertificateFolder.RogueAsync(maker))));

        Assert.AreEqual(1, rogue.ExitCode, rogue.ToString());
        await AssertOnlyTrustedCallsRunAsync(server, maker);
    }

    [TestMethod]
    public async Task Case_NoClientCertificateForMutualTls_FailsAndRunsNoHandler()
    {
        var server = await StartServerAsync(Security.MutualTls);

        var anonymous = await RunClientAsync(server.Port, "empty_unary", Security.Tls);

        Assert.AreEqual(1, anonymous.ExitCode, anonymous.ToString());
        await AssertOnlyTrustedCallsRunAsync(server, CertificateMaker.Satcli);
    }

    [TestMethod]
    public async Task Case_ServerWithACertificateOfItsOwn_PassesForThoseWhoTrustIt()
    {
        var server = await StartServerAsync("--use_tls");
        var folder = RunFolder.Make("throw-away");
        await server.LineAsync("a certificate", line => line.StartsWith("-----END", StringComparison.Ordinal), Cancellation);
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "ca-cert.pem"),
            server.Lines.Where(line => !line.Contains(' ', StringComparison.Ordinal) || line[0] == '-'),
            Cancellation);

        var trusting = await RunAsync(OfficialPrograms.Client(server.Port, "empty_unary", "--use_tls", "--use_test_ca", "--certs", folder));
        var trustingAnother = await RunClientAsync(server.Port, "empty_unary", Security.Tls);
        var trustingTheMachines = await RunAsync(OfficialPrograms.Client(server.Port, "empty_unary", "--use_tls"));

        Assert.AreEqual(0, trusting.ExitCode, trusting.ToString());
        Assert.AreEqual(1, trustingAnother.ExitCode, trustingAnother.ToString());
        Assert.AreEqual(1, trustingTheMachines.ExitCode, trustingTheMachines.ToString());
        await server.CallsAsync(1, Cancellation);
    }

    // As interop-test-descriptions.md wants it.
    [GeneratedRegex(@"^soak iteration: \d+ elapsed_ms: \d+ peer: \S+:\d+ server_uri: localhost:\d+ succeeded$", RegexOptions.Multiline)]
    private static partial Regex SoakLine();

    private async Task<FinishedProgram> RunClientAsync(int port, string testCase, Security security, params IEnumerable<string> more) =>
        await RunAsync(OfficialPrograms.Client(
            port, testCase, [.. await OfficialPrograms.FlagsAsync(security, CertificateFolder.OfAsync(CertificateMaker.Satcli)), .. more]));

    // A call that is allowed shows that the log tells of calls.
    private async Task AssertOnlyTrustedCallsRunAsync(Server server, CertificateMaker maker)
    {
        await server.LineAsync("a refused client", OfficialPrograms.IsRefusal, Cancellation);
        var trusted = await RunAsync(OfficialPrograms.Client(
            server.Port, "empty_unary", await OfficialPrograms.FlagsAsync(Security.MutualTls, CertificateFolder.OfAsync(maker))));
        Assert.AreEqual(0, trusted.ExitCode, trusted.ToString());
        await server.CallsAsync(1, Cancellation);
    }
}
