using System.Buffers;
using System.Text;
using System.Text.Json;
using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>
/// What buf, which is written in Go and is given no schema file, sees of the Host over mutual TLS through reflection alone.
/// </summary>
[TestClass]
public sealed class ReflectionTests : InteropTest
{
    private const string Token = "let-me-in";

    // buf ends with eight times the gRPC status.
    private const int NotFound = 8 * 5;
    private const int PermissionDenied = 8 * 7;

    private Server? _host;

    private protected override void AssertLogIsClean() => Assert.AreEqual(
        "",
        string.Join('\n', _host?.Lines.Where(line => SatelliteHost.IsWarning(line) && !SatelliteHost.IsRefusedCertificate(line)) ?? []));

    [TestMethod]
    public async Task ListServices_OfTheHost_NamesThemAll()
    {
        var host = await StartHostAsync();

        var list = await CurlAsync("--list-services", host.Url);

        CollectionAssert.AreEqual(
            new[]
            {
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "satellite.Satellite",
                "satellite.archive.v1.Archive",
                "satellite.catalog.v1.Catalog",
                "satellite.live.v1.Live",
            },
            Lines(list));
    }

    [TestMethod]
    public async Task ListMethods_OfEveryService_NamesThemAll()
    {
        var host = await StartHostAsync();

        var list = await CurlAsync("--list-methods", host.Url);

        CollectionAssert.AreEqual(
            new[]
            {
                "grpc.health.v1.Health/Check",
                "grpc.health.v1.Health/Watch",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                "satellite.Satellite/GetImage",
                "satellite.Satellite/GetImages",
                "satellite.archive.v1.Archive/PutImages",
                "satellite.catalog.v1.Catalog/GetMap",
                "satellite.catalog.v1.Catalog/ListMaps",
                "satellite.live.v1.Live/ListVersions",
                "satellite.live.v1.Live/Watch",
            },
            Lines(list));
    }

    [TestMethod]
    [DataRow("grpc-v1")]
    [DataRow("grpc-v1alpha")]
    public async Task GetImage_ByEachVersionOfReflection_IsTheCellOfTheMapFile(string protocol)
    {
        var host = await StartHostAsync();

        var call = await CurlAsync(
            "--reflect-protocol", protocol,
            "-d",
            """{"x": 45, "y": 17}""",
            $"{host.Url}/satellite.Satellite/GetImage");

        var rows = await File.ReadAllLinesAsync(Repository.Earth, Cancellation);
        var image = Messages(call).Single();
        Assert.AreEqual((45, 17), (image.GetProperty("x").GetInt32(), image.GetProperty("y").GetInt32()));
        Assert.AreEqual(rows[31 - 17][45].ToString(), Encoding.ASCII.GetString(image.GetProperty("img").GetBytesFromBase64()));
    }

    [TestMethod]
    public async Task GetImages_WholeEarth_EqualsTheMapFile()
    {
        var host = await StartHostAsync();

        var call = await CurlAsync("-d", """{"ll": {}, "ur": {"x": 79, "y": 31}}""", $"{host.Url}/satellite.Satellite/GetImages");

        var lines = Messages(call)
            .Chunk(80)
            .Select(row => row.SelectMany(image => image.GetProperty("img").GetBytesFromBase64()).Append((byte)'\n'));
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Repository.Earth, Cancellation), lines.SelectMany(line => line).ToArray());
    }

    [TestMethod]
    public async Task Health_OfTheServerAndItsServices_IsServing()
    {
        var host = await StartHostAsync();

        foreach (var service in (string[])["", "satellite.Satellite", "satellite.archive.v1.Archive", "satellite.catalog.v1.Catalog"])
        {
            var check = await CurlAsync("-d", $$"""{"service": "{{service}}"}""", $"{host.Url}/grpc.health.v1.Health/Check");
            Assert.AreEqual("SERVING", Messages(check).Single().GetProperty("status").GetString());
        }

        var unknown = await CurlAsync("-d", """{"service": "satellite.Nothing"}""", $"{host.Url}/grpc.health.v1.Health/Check");
        Assert.AreEqual(NotFound, unknown.ExitCode, unknown.ToString());
    }

    [TestMethod]
    public async Task Calls_HostWithTokens_NeedOneButForHealthAndReflection()
    {
        var host = await StartHostAsync("--tokens", Token);

        Assert.HasCount(1, Messages(await CurlAsync($"{host.Url}/grpc.health.v1.Health/Check")));
        Assert.HasCount(1, Messages(await CurlAsync("-H", $"token: {Token}", $"{host.Url}/satellite.Satellite/GetImage")));
        var refused = await CurlAsync($"{host.Url}/satellite.Satellite/GetImage");

        Assert.AreEqual(PermissionDenied, refused.ExitCode, refused.ToString());
    }

    [TestMethod]
    [DataRow("satellite.proto")]
    [DataRow("catalog.proto")]
    public async Task Descriptor_OfAnExportedFile_IsWhatProtocMakesOfIt(string file)
    {
        Requirement.Check(TestContext, "protoc", Requirement.Program("protoc", "protobuf-compiler"));
        var host = await StartHostAsync();
        var folder = RunFolder.Make("reflected");
        var reflected = Path.Combine(folder, $"{file}.reflected");
        await File.WriteAllBytesAsync(reflected, FileSet(await FilesAsync(host, "file_by_filename", file)), Cancellation);

        // Either way protoc checks the file and its imports, and writes names, numbers, types and options without comments.
        var fromReflection = await ProtocAsync($"--descriptor_set_in={reflected}", Path.Combine(folder, $"{file}.a"), file);
        var fromExport = await ProtocAsync($"--proto_path={Repository.Schema}", Path.Combine(folder, $"{file}.b"), file);

        Assert.IsNotEmpty(fromExport);
        CollectionAssert.AreEqual(fromExport, fromReflection);
    }

    [TestMethod]
    [DataRow("grpc.health.v1.Health", "health.proto")]
    [DataRow("grpc.reflection.v1.ServerReflection", "grpc/reflection/v1/reflection.proto")]
    [DataRow("grpc.reflection.v1alpha.ServerReflection", "grpc/reflection/v1alpha/reflection.proto")]
    [DataRow("satellite.catalog.v1.Catalog.GetMap", "google/protobuf/empty.proto")]
    public async Task Descriptor_OfEveryOtherFile_IsOneThatProtocTakes(string symbol, string file)
    {
        Requirement.Check(TestContext, "protoc", Requirement.Program("protoc", "protobuf-compiler"));
        var host = await StartHostAsync();
        var reflected = Path.Combine(RunFolder.Make("reflected"), symbol);
        await File.WriteAllBytesAsync(reflected, FileSet(await FilesAsync(host, "file_containing_symbol", symbol)), Cancellation);

        Assert.IsNotEmpty(await ProtocAsync($"--descriptor_set_in={reflected}", reflected + ".out", file));
    }

    [TestMethod]
    public async Task Call_WithoutReflection_HasNoSchemaToCallWith()
    {
        var host = await StartHostAsync();

        var call = await CurlAsync("--reflect=false", "-d", "{}", $"{host.Url}/satellite.Satellite/GetImage");

        Assert.AreNotEqual(0, call.ExitCode);
        Assert.AreEqual("", call.OutputText);
        Assert.HasCount(0, host.Calls);
    }

    [TestMethod]
    public async Task Call_NoServer_IsUnavailable()
    {
        using var nobody = new UnusedPort();

        var call = await CurlAsync("--list-services", $"https://localhost:{nobody.Number}");

        Assert.AreEqual(1, call.ExitCode, call.ToString());
        StringAssert.Contains(call.Error, "unavailable");
        Assert.AreEqual("", call.OutputText);
    }

    [TestMethod]
    public async Task Call_CertificateOfAnotherCa_RunsNoHandler()
    {
        var host = await StartHostAsync();

        var rogue = await CurlAsAsync(
            await CertificateFolder.RogueAsync(CertificateMaker.Satcli),
            $"{host.Url}/grpc.health.v1.Health/Check");

        Assert.AreNotEqual(0, rogue.ExitCode, rogue.ToString());
        Assert.AreEqual("", rogue.OutputText);
        await host.LineAsync("a refused certificate", SatelliteHost.IsRefusedCertificate, Cancellation);
        Assert.HasCount(0, host.Calls, host.Transcript);

        // A call that is allowed shows that the log tells of calls.
        Assert.HasCount(1, Messages(await CurlAsync($"{host.Url}/grpc.health.v1.Health/Check")));
        await host.CallAsync(Cancellation);
    }

    private async Task<Server> StartHostAsync(params IEnumerable<string> options) =>
        _host = await Server.ListeningAsync(
            Start(SatelliteHost.Command(await CertificateFolder.OfAsync(CertificateMaker.Satcli), options)),
            SatelliteHost.IsCall,
            Cancellation);

    private async Task<FinishedProgram> CurlAsync(params IEnumerable<string> arguments) =>
        await CurlAsAsync(await CertificateFolder.OfAsync(CertificateMaker.Satcli), arguments);

    private Task<FinishedProgram> CurlAsAsync(string certificates, params IEnumerable<string> arguments) => RunAsync(new Command(
        Buf.Require(TestContext),
        [
            "curl",
            "--protocol", "grpc",
            "--cacert", Path.Combine(certificates, "ca-cert.pem"),
            "--cert", Path.Combine(certificates, "client-cert.pem"),
            "--key", Path.Combine(certificates, "client-key.pem"),
            .. arguments,
        ])
    {
        // Where no schema lies about.
        WorkingDirectory = RunFolder.Make("nothing"),
    });

    private static string[] Lines(FinishedProgram program) =>
        program.Succeeded().OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The messages that buf printed, one after another.</summary>
    private static List<JsonElement> Messages(FinishedProgram program)
    {
        var messages = new List<JsonElement>();
        var reader = new Utf8JsonReader(
            new ReadOnlySequence<byte>(program.Succeeded().Output),
            new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            messages.Add(JsonElement.ParseValue(ref reader));
        }

        return messages;
    }

    /// <summary>Asks reflection, called by way of itself, for a file and its imports.</summary>
    private async Task<IEnumerable<byte[]>> FilesAsync(Server host, string kind, string name)
    {
        var call = await CurlAsync(
            "-d",
            $$"""{"{{kind}}": "{{name}}"}""",
            $"{host.Url}/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
        return Messages(call)
            .Single()
            .GetProperty("fileDescriptorResponse")
            .GetProperty("fileDescriptorProto")
            .EnumerateArray()
            .Select(file => file.GetBytesFromBase64());
    }

    /// <summary>A google.protobuf.FileDescriptorSet: each file is field 1, its length a varint.</summary>
    private static byte[] FileSet(IEnumerable<byte[]> files)
    {
        using var set = new MemoryStream();
        using var writer = new BinaryWriter(set);
        foreach (var file in files)
        {
            writer.Write((byte)0x0A);
            writer.Write7BitEncodedInt(file.Length);
            writer.Write(file);
        }

        return set.ToArray();
    }

    private async Task<byte[]> ProtocAsync(string from, string to, string file)
    {
        var protoc = (await RunAsync(new Command("protoc", [from, $"--descriptor_set_out={to}", file]))).Succeeded();
        Assert.AreEqual("", protoc.Error);
        return await File.ReadAllBytesAsync(to, Cancellation);
    }
}
