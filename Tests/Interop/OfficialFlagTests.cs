using System.Diagnostics;
using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The flags of the official descriptions, in the ways in which other languages' programs take them.</summary>
[TestClass]
public sealed class OfficialFlagTests : OfficialServerTest
{
    [TestMethod]
    [DataRow("--server_host=127.0.0.1 --server_port={0} --test_case=empty_unary --use_tls=false --use_test_ca=false")]
    [DataRow("--server_host 127.0.0.1 --server_port {0} --test_case empty_unary --use_tls False")]
    [DataRow("-server_host=127.0.0.1 -server_port={0} -test_case=empty_unary -use_tls=false")]
    [DataRow("--server_port={0} --test_case=empty_unary --server_host_override= --custom_credentials_type= --additional_metadata=")]
    [DataRow(
        "--server_port={0} --test_case=empty_unary --default_service_account=a@b --oauth_scope=c"
        + " --service_account_key_file=d --service_config_json={{}}")]
    [DataRow(
        "--server_port={0} --test_case=empty_unary --soak_iterations=1 --soak_max_failures=0"
        + " --soak_min_time_ms_between_rpcs=0 --soak_request_size=1 --soak_response_size=1")]
    public async Task ClientFlags_OfficialOnes_AreTaken(string flags)
    {
        var server = await StartServerAsync(Security.Plaintext);

        var client = await RunClientAsync(string.Format(null, flags, server.Port).Split(' '));

        Assert.AreEqual(0, client.ExitCode, client.ToString());
        Assert.AreEqual("", client.Error);
        await server.CallsAsync(1, Cancellation);
    }

    [TestMethod]
    [DataRow("--server_port=1 --test_case=empty_unary --no_such_flag=1", "--no_such_flag=1")]
    [DataRow(
        "--server_port=1 --test_case=empty_unary --custom_credentials_type=google_default_credentials",
        "there are no credentials of a cloud here")]
    [DataRow("--server_port=1 --test_case=empty_unary --additional_metadata=a:b;c", "expected KEY:VALUE pairs")]
    [DataRow("--server_port=1 --test_case=rpc_soak --soak_iterations=10 --soak_num_threads=3", "10 calls cannot be shared out evenly")]
    [DataRow("--server_port=1 --test_case=rpc_soak --soak_num_threads=0", "10 calls cannot be shared out evenly")]
    [DataRow(
        "--server_port=1 --test_case=rpc_soak --soak_request_size=-1",
        "--soak_request_size: expected a whole number that is not negative, got '-1'")]
    [DataRow(
        "--server_port=1 --test_case=rpc_soak --soak_iterations=many",
        "--soak_iterations: expected a whole number that is not negative, got 'many'")]
    [DataRow("--server_port=1", "--test_case")]
    [DataRow("--test_case=empty_unary", "--server_port")]
    public async Task ClientFlags_OfNoUse_AreWrongUsageAndNamed(string flags, string expected)
    {
        var client = await RunClientAsync(flags.Split(' '));

        Assert.AreEqual(2, client.ExitCode, client.ToString());
        StringAssert.Contains(client.Error, expected);
    }

    [TestMethod]
    [DataRow("-port=0")]
    [DataRow("-port 0 -use_tls false")]
    [DataRow("--port=0 --use_tls=False")]
    public async Task ServerFlags_OfficialOnes_AreTaken(string flags)
    {
        var server = await Server.ListeningAsync(
            Start(OfficialPrograms.RunServer(flags.Split(' '))),
            OfficialPrograms.IsCall,
            Cancellation);

        var client = await RunAsync(OfficialPrograms.Client(server.Port, "empty_unary"));

        Assert.AreEqual(0, client.ExitCode, client.ToString());
    }

    [TestMethod]
    public async Task AdditionalMetadata_OfEveryCall_IsSent()
    {
        var server = await StartServerAsync(Security.Plaintext);

        var harmless = await RunAsync(OfficialPrograms.Client(server.Port, "custom_metadata", "--additional_metadata=a-key:a value;b:c:d"));
        var echoed = await RunAsync(
            OfficialPrograms.Client(server.Port, "custom_metadata", "--additional_metadata=a:b;x-grpc-test-echo-initial:another:value"));

        // The server sends back what it was sent: two values of one key, which HttpClient joins.
        Assert.AreEqual(0, harmless.ExitCode, harmless.ToString());
        Assert.AreEqual(1, echoed.ExitCode, echoed.ToString());
        StringAssert.Contains(echoed.Error, "got \"test_initial_metadata_value, another:value\"");
    }

    [TestMethod]
    [DataRow("--soak_request_size=5000000")]
    [DataRow("--soak_response_size=5000000")]
    public async Task SoakSizes_AboveTheLimit_ReachTheOneThatRefusesThem(string size)
    {
        var server = await StartServerAsync(Security.Plaintext);

        var client = await RunAsync(
            OfficialPrograms.Client(server.Port, "rpc_soak", "--soak_iterations=1", "--soak_overall_timeout_seconds=60", size));

        Assert.AreEqual(1, client.ExitCode, client.ToString());
        StringAssert.Matches(
            client.Error,
            new(@"^soak iteration: 0 elapsed_ms: \d+ peer: \S+ server_uri: \S+ failed: .*ResourceExhausted"));
    }

    [TestMethod]
    public async Task SoakMinTime_BetweenCalls_IsWaited()
    {
        var server = await StartServerAsync(Security.Plaintext);
        var began = Stopwatch.GetTimestamp();

        var client = await RunAsync(OfficialPrograms.Client(
            server.Port,
            "rpc_soak",
            "--soak_iterations=3",
            "--soak_max_failures=3",
            "--soak_min_time_ms_between_rpcs=1500",
            "--soak_overall_timeout_seconds=60"));

        Assert.AreEqual(0, client.ExitCode, client.ToString());
        Assert.IsGreaterThan(TimeSpan.FromSeconds(3), Stopwatch.GetElapsedTime(began));
    }

    [TestMethod]
    public async Task SoakThreads_Several_ShareTheCallsOut()
    {
        var server = await StartServerAsync(Security.Plaintext);

        var client = await RunAsync(OfficialPrograms.Client(
            server.Port,
            "rpc_soak",
            "--soak_iterations=1000",
            "--soak_num_threads=100",
            "--soak_per_iteration_max_acceptable_latency_ms=30000",
            "--soak_overall_timeout_seconds=60"));

        Assert.AreEqual(0, client.ExitCode, client.ToString());
        StringAssert.Contains(client.OutputText, "1000 calls, 0 failed");
        await server.CallsAsync(1000, Cancellation);
    }

    [TestMethod]
    public async Task UseTestCa_NoCertificates_SaysThatTheOfficialOneIsNotHere()
    {
        var client = await RunAsync(OfficialPrograms.Client(1, "empty_unary", "--use_tls", "--use_test_ca"));

        Assert.AreEqual(2, client.ExitCode, client.ToString());
        StringAssert.Contains(client.Error, "the official test CA does not come with this program");
    }

    [TestMethod]
    public async Task ServerHostOverride_NameOfTheCertificate_IsClaimedWhateverIsDialled()
    {
        // These certificates name localhost, and not the address that is dialled.
        var server = await StartServerAsync(Security.Tls, CertificateMaker.OpenSsl);
        var flags = await OfficialPrograms.FlagsAsync(Security.Tls, CertificateFolder.OfAsync(CertificateMaker.OpenSsl));
        Command dialling = OfficialPrograms.RunClient(
            ["--server_host", "127.0.0.1", "--server_port", $"{server.Port}", "--test_case", "empty_unary", .. flags]);

        var honest = await RunAsync(dialling);
        var claiming = await RunAsync(dialling with { Arguments = [.. dialling.Arguments, "--server_host_override", "localhost"] });

        Assert.AreEqual(1, honest.ExitCode, honest.ToString());
        Assert.AreEqual(0, claiming.ExitCode, claiming.ToString());
    }

    private Task<FinishedProgram> RunClientAsync(IEnumerable<string> flags) => RunAsync(OfficialPrograms.RunClient(flags));
}
