using System.CommandLine;
using System.Security.Cryptography;

namespace Tests.InteropServer;

/// <summary>The program's command line: the official flags, and those for certificates.</summary>
internal static class ServerCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    public static RootCommand Create()
    {
        var port = new Option<ushort>("--port")
        {
            Description = "The port of 127.0.0.1 to listen on; 0 for one that is free",
            Required = true,
        };
        var useTls = new Option<bool>("--use_tls") { Description = "Serve TLS" };
        var certs = new Option<string?>("--certs")
        {
            HelpName = "DIR",
            Description =
                "With --use_tls, a folder with ca-cert.pem, server-cert.pem and server-key.pem: mutual TLS. "
                + "Without, TLS with a certificate for localhost that lasts as long as the program, and is printed on stderr",
        };
        var clientCerts = new Option<bool>("--client_certs")
        {
            Description =
                "With --certs, whether clients must show a certificate of its CA; false for TLS that only the server proves itself in",
            DefaultValueFactory = _ => true,
        };
        var command = new RootCommand(
            "Serves grpc.testing.TestService, the service of the official gRPC interop tests, to this machine alone.")
        {
            port, useTls, certs, clientCerts,
        };
        command.SetAction(async (result, stop) =>
        {
            string? folder = result.GetValue(certs);
            if (folder is not null && !result.GetValue(useTls))
            {
                await Console.Error.WriteLineAsync("--certs means nothing without --use_tls");
                return WrongUsage;
            }

            try
            {
                using ServerTls? tls = !result.GetValue(useTls)
                    ? null
                    : folder is null ? ServerTls.ThrowAway() : ServerTls.Load(folder, result.GetValue(clientCerts));
                await InteropApp.RunAsync(result.GetValue(port), tls, stop);
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return Failure;
            }
        });
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
}
