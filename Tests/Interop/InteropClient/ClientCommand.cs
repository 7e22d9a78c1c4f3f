using System.CommandLine;
using Tests.InteropClient.Cases;

namespace Tests.InteropClient;

/// <summary>The program's command line: the official flags, and those for certificates.</summary>
internal static class ClientCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private static readonly Option<string> Host = new("--server_host")
    {
        Description = "The server's host",
        DefaultValueFactory = _ => "localhost",
    };
    private static readonly Option<string?> HostOverride = new("--server_host_override")
    {
        HelpName = "HOST",
        Description = "The host to claim to be connecting to, in TLS and in :authority",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<ushort> Port = new("--server_port") { Description = "The server's port", Required = true };
    private static readonly Option<string> Case = new("--test_case")
    {
        HelpName = "CASE",
        Description = $"One of: {string.Join(", ", OfficialCases.Names)}",
        Required = true,
    };
    private static readonly Option<bool> UseTls = new("--use_tls") { Description = "Speak TLS" };

    private static readonly Option<bool> UseTestCa = new("--use_test_ca")
    {
        Description =
            "Trust the test CA instead of this machine's. The official one does not come with this program: "
            + "its certificate, as ca-cert.pem, belongs into the folder of --certs",
    };

    private static readonly Option<string?> Certs = new("--certs")
    {
        HelpName = "DIR",
        Description =
            "With --use_tls, a folder with ca-cert.pem, which is trusted instead of this machine's CAs, "
            + "and with client-cert.pem and client-key.pem for mutual TLS",
    };

    private static readonly Option<bool> ClientCerts = new("--client_certs")
    {
        Description = "With --certs, whether to show the server a certificate; false for TLS that only the server proves itself in",
        DefaultValueFactory = _ => true,
    };

    private static readonly Option<string?> Additional = new("--additional_metadata")
    {
        HelpName = "KEY:VALUE;...",
        Description = "Metadata to send with every call beside its own",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> CustomCredentials = new("--custom_credentials_type")
    {
        HelpName = "TYPE",
        Description = "A cloud's credentials for the connection, which are not to be had here",
        Arity = ArgumentArity.ZeroOrOne,
    };

    // Official as well, and of use to those cases alone that are not here.
    private static readonly Option<string?>[] Unused =
    [
        .. new[] { "--default_service_account", "--oauth_scope", "--service_account_key_file", "--service_config_json" }
            .Select(name => new Option<string?>(name) { Arity = ArgumentArity.ZeroOrOne, Hidden = true }),
    ];

    public static RootCommand Create()
    {
        var command = new RootCommand("Runs one case of the official gRPC interop tests against a server of grpc.testing.TestService.")
        {
            Host, HostOverride, Port, Case, UseTls, UseTestCa, Certs, ClientCerts, Additional, CustomCredentials,
        };
        foreach (Option flag in (IEnumerable<Option>)[.. SoakFlags.All, .. Unused])
        {
            command.Add(flag);
        }

        command.SetAction((result, stop) => RunAsync(result, stop));
        return command;
    }

    /// <summary>
    /// Runs the command; a command line that cannot be parsed is wrong usage, which is not the 1 that System.CommandLine gives it.
    /// </summary>
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
            return Misused(
                "--use_test_ca: the official test CA does not come with this program. "
                + "Put the CA's certificate into a folder as ca-cert.pem and name the folder with --certs.");
        }

        if (flags.GetValue(Certs) is not null && !flags.GetValue(UseTls))
        {
            return Misused("--certs means nothing without --use_tls.");
        }

        if (flags.GetValue(CustomCredentials) is { Length: > 0 } credentials)
        {
            return Misused(
                $"--custom_credentials_type={credentials}: there are no credentials of a cloud here. "
                + "Leave the flag out, and use --use_tls for TLS.");
        }

        if (AdditionalMetadata.Parse(flags.GetValue(Additional) ?? "") is not { } additional)
        {
            return Misused($"--additional_metadata={flags.GetValue(Additional)}: expected KEY:VALUE pairs with ';' between them.");
        }

        SoakPlan soak = SoakFlags.Read(flags);
        if (soak.Threads == 0 || soak.Iterations % soak.Threads != 0)
        {
            return Misused(
                $"--soak_num_threads={soak.Threads}: {soak.Iterations} calls cannot be shared out evenly among so many. "
                + "Make --soak_iterations a multiple of it.");
        }

        try
        {
            using ClientTls? tls = flags.GetValue(UseTls) ? ClientTls.Load(flags.GetValue(Certs), flags.GetValue(ClientCerts)) : null;
            using var peer = new OfficialPeer(
                flags.GetValue(Host)!,
                flags.GetValue(HostOverride),
                flags.GetValue(Port),
                tls,
                additional,
                soak);
            await testCase(peer).WaitAsync(peer.Patience, stop);
            Console.WriteLine($"passed: {name}");
            return 0;
        }
        catch (TimeoutException)
        {
            return Failed(name, "it did not end in time");
        }
        catch (Exception e) when (e is CaseFailedException
            or RpcException
            or IOException
            or System.Security.Cryptography.CryptographicException)
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
