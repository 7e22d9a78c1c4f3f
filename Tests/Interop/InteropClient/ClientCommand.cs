using System.CommandLine;
using Tests.InteropClient.Cases;

namespace Tests.InteropClient;

/// <summary>The program's command line: the official flags, and those for certificates.</summary>
internal static class ClientCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private static readonly Option<string> Host = new("--server_host") { Description = "The server's host", DefaultValueFactory = _ => "localhost" };
    private static readonly Option<string?> HostOverride = new("--server_host_override") { HelpName = "HOST", Description = "The host to claim to be connecting to, in TLS and in :authority" };
    private static readonly Option<ushort> Port = new("--server_port") { Description = "The server's port", Required = true };
    private static readonly Option<string> Case = new("--test_case") { HelpName = "CASE", Description = $"One of: {string.Join(", ", OfficialCases.Names)}", Required = true };
    private static readonly Option<bool> UseTls = new("--use_tls") { Description = "Speak TLS" };

    private static readonly Option<bool> UseTestCa = new("--use_test_ca")
    {
        Description = "Trust the test CA instead of this machine's. The official one does not come with this program: its certificate, as ca-cert.pem, belongs into the folder of --certs",
    };

    private static readonly Option<string?> Certs = new("--certs")
    {
        HelpName = "DIR",
        Description = "With --use_tls, a folder with ca-cert.pem, which is trusted instead of this machine's CAs, and with client-cert.pem and client-key.pem for mutual TLS",
    };

    private static readonly Option<bool> ClientCerts = new("--client_certs")
    {
        Description = "With --certs, whether to show the server a certificate; false for TLS that only the server proves itself in",
        DefaultValueFactory = _ => true,
    };

    private static readonly Option<int> SoakIterations = new("--soak_iterations") { Description = "rpc_soak, channel_soak: how many calls, one after another", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> SoakMaxFailures = new("--soak_max_failures") { Description = "How many of them may fail or take too long", DefaultValueFactory = _ => 0 };

    private static readonly Option<int> SoakLatency = new("--soak_per_iteration_max_acceptable_latency_ms")
    {
        Description = "Milliseconds that a call may take; in channel_soak its connection is part of it",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<int?> SoakTimeout = new("--soak_overall_timeout_seconds")
    {
        Description = "Seconds after which a soak that is not done has failed; by default, what all calls may take",
    };

    public static RootCommand Create()
    {
        var command = new RootCommand("Runs one case of the official gRPC interop tests against a server of grpc.testing.TestService.")
        {
            Host, HostOverride, Port, Case, UseTls, UseTestCa, Certs, ClientCerts, SoakIterations, SoakMaxFailures, SoakLatency, SoakTimeout,
        };
        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    /// <summary>Runs the command; a command line that cannot be parsed is wrong usage, which is not the 1 that System.CommandLine gives it.</summary>
    public static async Task<int> InvokeOrExplainAsync(this ParseResult result)
    {
        int code = await result.InvokeAsync();
        return result.Errors.Count > 0 ? WrongUsage : code;
    }

    private static async Task<int> RunAsync(ParseResult flags, CancellationToken stop)
    {
        string name = flags.GetValue(Case)!;
        if (OfficialCases.Find(name) is not { } testCase)
        {
            return Misused($"There is no test case '{name}'. There are:\n  {string.Join("\n  ", OfficialCases.Names)}");
        }

        if (flags.GetValue(Certs) is null && flags.GetValue(UseTls) && flags.GetValue(UseTestCa))
        {
            return Misused("--use_test_ca: the official test CA does not come with this program. Put the CA's certificate into a folder as ca-cert.pem and name the folder with --certs.");
        }

        if (flags.GetValue(Certs) is not null && !flags.GetValue(UseTls))
        {
            return Misused("--certs means nothing without --use_tls.");
        }

        var soak = new SoakPlan(
            flags.GetValue(SoakIterations),
            flags.GetValue(SoakMaxFailures),
            TimeSpan.FromMilliseconds(flags.GetValue(SoakLatency)),
            flags.GetValue(SoakTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        try
        {
            using ClientTls? tls = flags.GetValue(UseTls) ? ClientTls.Load(flags.GetValue(Certs), flags.GetValue(ClientCerts)) : null;
            using var peer = new OfficialPeer(flags.GetValue(Host)!, flags.GetValue(HostOverride), flags.GetValue(Port), tls, soak);
            await testCase(peer).WaitAsync(peer.Patience, stop);
            Console.WriteLine($"passed: {name}");
            return 0;
        }
        catch (TimeoutException)
        {
            return Failed(name, "it did not end in time");
        }
        catch (Exception e) when (e is CaseFailedException or RpcException or IOException or System.Security.Cryptography.CryptographicException)
        {
            return Failed(name, e is RpcException call ? $"a call that was to succeed ended with {call.Status}" + Cause(call) : e.Message);
        }
    }

    private static string Cause(RpcException call) => call.InnerException is { } cause ? $"\n{cause}" : "";

    private static int Failed(string name, string why)
    {
        Console.Error.WriteLine($"failed: {name}: {why}");
        return Failure;
    }

    private static int Misused(string why)
    {
        Console.Error.WriteLine(why);
        return WrongUsage;
    }
}
