using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The two ways to a container image. Each image's root file system is made, and the Host runs in it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class ContainerTests
{
    // Publishing compiles the whole program where it has changed.
    private const int Longest = 900_000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Image_OfTheDockerfile_Serves()
    {
        BareHost.RequireRoot(TestContext);
        BareHost.RequirePublished(TestContext);
        using var folder = new ScratchFolder();
        await MakeRootAsync(folder);
        Dictionary<string, string> image = ReadDockerfile();
        Assert.AreEqual(("scratch", "root/ /", "8000"), (image["FROM"], image["COPY"], image["EXPOSE"]));
        Assert.AreNotEqual("0", image["USER"].Split(':')[0]);
        Assert.IsTrue(Directory.Exists(folder["root"] + image["WORKDIR"]));
        var variables = image["ENV"].Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.AreEqual("https://*:8000", variables["SATELLITE_URLS"]);

        using TestCertificates certificates = BareHost.ReadableCertificates();
        await using HostProcess host = BareHost.StartIn(
            folder["root"], certificates, JsonSerializer.Deserialize<string[]>(image["ENTRYPOINT"])!, variables);
        await BareHost.AssertServesAsync(host, certificates, TestContext.CancellationToken);
    }

    [TestMethod]
    [Timeout(Longest, CooperativeCancellation = true)]
    public async Task Image_OfPublishContainer_Serves()
    {
        BareHost.RequireRoot(TestContext);
        BareHost.RequirePublished(TestContext);
        using var folder = new ScratchFolder();
        await MakeRootAsync(folder);
        await RunAsync("tar", "-C", folder["root"], "--exclude=./app", "-cf", folder["base.tar"], ".");
        await using (BaseImageRegistry registry = await BaseImageRegistry.StartAsync(File.ReadAllBytes(folder["base.tar"])))
        {
            var publish = new ProcessStartInfo("dotnet", [
                "publish", Path.Combine(Programs.Repository, "Host"), "-c", "Release", "-r", "linux-x64", "-t:PublishContainer",
                $"-p:ContainerBaseImage={registry.Image}", $"-p:ContainerArchiveOutputPath={folder["image.tar"]}",
            ]);
            publish.Environment["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry.Address;
            await RunAsync(publish);
        }

        JsonElement image = await UnpackAsync(folder);
        Assert.IsTrue(image.GetProperty("ExposedPorts").TryGetProperty("8000/tcp", out _));
        Assert.AreEqual("1654", image.GetProperty("User").GetString());
        var variables = Strings(image.GetProperty("Env")).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.AreEqual("https://*:8000", variables["SATELLITE_URLS"]);

        using TestCertificates certificates = BareHost.ReadableCertificates();
        await using HostProcess host = BareHost.StartIn(folder["image"], certificates, Strings(image.GetProperty("Entrypoint")), variables);
        await BareHost.AssertServesAsync(host, certificates, TestContext.CancellationToken);
    }

    // Each layer over those before, as what runs a container stacks them; returns the image's configuration.
    private async Task<JsonElement> UnpackAsync(ScratchFolder folder)
    {
        Directory.CreateDirectory(folder["archive"]);
        Directory.CreateDirectory(folder["image"]);
        await RunAsync("tar", "-C", folder["archive"], "-xf", folder["image.tar"]);
        JsonElement manifest = Read("manifest.json")[0];
        foreach (string layer in Strings(manifest.GetProperty("Layers")))
        {
            await RunAsync("tar", "-C", folder["image"], "-xf", Path.Combine(folder["archive"], layer));
        }

        return Read(manifest.GetProperty("Config").GetString()!).GetProperty("config");

        JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["archive"], name))).RootElement;
    }

    private async Task MakeRootAsync(ScratchFolder folder)
    {
        BareHost.MakeReadable(folder.Path);
        string script = Path.Combine(AppContext.BaseDirectory, "deploy", "rootfs.sh");
        await RunAsync("bash", script, Path.GetDirectoryName(Programs.Host[^1])!, folder["root"]);
    }

    // The last of each instruction.
    private static Dictionary<string, string> ReadDockerfile()
    {
        var instructions = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "deploy", "Dockerfile")))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] parts = line.Split(' ', 2);
                instructions[parts[0]] = parts[1];
            }
        }

        return instructions;
    }

    private Task RunAsync(string program, params string[] args) => RunAsync(new ProcessStartInfo(program, args));

    private async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual(0, process.ExitCode, $"{start.FileName}: {await output}{await errors}");
    }

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(item => item.GetString()!);
}
