using System.Net;
using System.Net.Sockets;
using Tests.Interop.Harness;

namespace Tests.Packages;

/// <summary>docs/getting-started.md, followed to the letter in an empty folder.</summary>
[TestClass]
public sealed class GuideTests(TestContext context)
{
    private const string Document = "docs/getting-started.md";

    // What the document's server listens on; the test has it on a port that is free.
    private const string Port = "5080";
    private const string RunsOn = "dotnet run --project Greeter.Server";

    [TestMethod]
    public async Task GettingStarted_FollowedToTheLetter_PrintsWhatItSays()
    {
        Requirement.Check(
            context,
            "Python with gRPC",
            new("python3", File.Exists("/usr/bin/python3")),
            Requirement.Folder("/usr/lib/python3/dist-packages/grpc", "python3-grpcio"),
            Requirement.Folder("/usr/lib/python3/dist-packages/google/protobuf", "python3-protobuf"),
            Requirement.Program("protoc", "protobuf-compiler"),
            Requirement.Program("grpc_python_plugin", "protobuf-compiler-grpc"));
        string folder = Machine.MakeFolder("reader");
        string port = FreePort();
        RunningProgram? server = null;
        try
        {
            foreach (GuideStep step in Guide.Read(Clone.Read(Document).Replace(Port, port, StringComparison.Ordinal)))
            {
                if (step is WrittenFile file)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, file.Path), file.Content, context.CancellationToken);
                }
                else if (step is TypedCommand { Command: RunsOn } start)
                {
                    await (server?.DisposeAsync() ?? default);
                    server = await StartAsync(folder, start);
                }
                else if (step is TypedCommand typed)
                {
                    await RunAsync(folder, typed);
                    MoveTo(port, folder);
                }
            }
        }
        finally
        {
            await (server?.DisposeAsync() ?? default);
        }
    }

    private async Task<RunningProgram> StartAsync(string folder, TypedCommand start)
    {
        var server = RunningProgram.Start(Machine.Program(folder, "bash", "-c", start.Command));
        foreach (string line in start.Prints)
        {
            await server.LineAsync($"'{line}'", printed => printed.Trim() == line, context.CancellationToken);
        }

        return server;
    }

    private async Task RunAsync(string folder, TypedCommand typed)
    {
        // The packages are made of what was built with these tests, and on a machine where the clone's packages are.
        string text = typed.Command.Replace("CLONE", $"'{Clone.Root}' --no-build -c {Clone.Configuration}", StringComparison.Ordinal);
        Command command = text == typed.Command
            ? Machine.Program(folder, "bash", "-c", text)
            : new Command("bash", ["-c", text]) { WorkingDirectory = folder };
        FinishedProgram done = (await FinishedProgram.RunAsync(command, context.CancellationToken)).Succeeded();

        string[] printed = [.. done.OutputText.Split('\n').Select(line => line.Trim())];
        int at = 0;
        foreach (string line in typed.Prints)
        {
            at = Array.FindIndex(printed, at, one => one.StartsWith(line, StringComparison.Ordinal)) + 1;
            Assert.AreNotEqual(0, at, $"'{line}' is not what this printed:\n{done}");
        }
    }

    /// <summary>Moves what the template made to the port.</summary>
    private static void MoveTo(string port, string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is "Program.cs" or "launchSettings.json"))
        {
            File.WriteAllText(file, File.ReadAllText(file).Replace(Port, port, StringComparison.Ordinal));
        }
    }

    private static string FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
