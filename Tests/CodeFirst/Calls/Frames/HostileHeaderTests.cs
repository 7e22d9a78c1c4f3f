namespace Tests.CodeFirst.Calls.Frames;

/// <summary>Headers that a client ought not to send, and some that it may.</summary>
[TestClass]
public sealed class HostileHeaderTests : HostileClientTests
{
    [TestMethod]
    [DataRow("application/json")]
    [DataRow("application/grpc-web")]
    [DataRow("application/grpcx")]
    [DataRow("")]
    [DataRow(null)]
    public async Task ContentType_NotGrpcs_IsUnsupportedMediaType(string? contentType) =>
        await ExpectHttpAsync("415", headers => Change(headers, "content-type", contentType));

    [TestMethod]
    [DataRow("GET")]
    [DataRow("PUT")]
    [DataRow("OPTIONS")]
    public async Task Method_NotPost_IsNotAllowed(string method) =>
        await ExpectHttpAsync("405", headers => Change(headers, ":method", method));

    [TestMethod]
    public async Task Te_Missing_IsNoReasonToRefuse()
    {
        // It is for finding proxies that would drop the trailers: a client's business.
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(Change(RawStream.Headers(RawCall.Ask), "te", null));
            await stream.SendAsync(TwoFields, end: true);
            await AssertEchoAsync(stream, "without te");
        });
    }

    [TestMethod]
    [DataRow("/TEST.PROBE/ASK")]
    [DataRow("/test.Probe/ask")]
    [DataRow("/test.Probe/Ask/")]
    [DataRow("/test.Probe/Nothing")]
    [DataRow("/test.Nobody/Ask")]
    public async Task Path_NotExactly_IsUnimplemented(string path)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields, end: true);
            RawEnd end = await stream.EndAsync();
            Assert.AreEqual("12", end.Status ?? $"HTTP {end.HttpStatus}");
            Assert.IsTrue(end.IsTrailersOnly);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/Ask")]
    [DataRow("/test.Probe//Ask")]
    [DataRow("/a/test.Probe/Ask")]
    public async Task Path_NotOfAMethodsForm_IsNotFound(string path) =>
        await ExpectHttpAsync("404", headers => Change(headers, ":path", path));

    [TestMethod]
    [DataRow("")]
    [DataRow("S")]
    [DataRow("5")]
    [DataRow("-1S")]
    [DataRow("+1S")]
    [DataRow("1 S")]
    [DataRow("1.5S")]
    [DataRow("1e3S")]
    [DataRow("0x1S")]
    [DataRow("1s")]
    [DataRow("1h")]
    [DataRow("1SS")]
    [DataRow("1S1m")]
    [DataRow("S1")]
    [DataRow("123456789n")]
    [DataRow("000000001S", DisplayName = "nine digits")]
    [DataRow("1S,2S", DisplayName = "two joined")]
    [DataRow("\u00B9S", DisplayName = "a digit that is not ASCII")]
    [DataRow("\u0661S", DisplayName = "a digit that is not Latin-1 either")]
    public async Task Timeout_Malformed_IsInternalAndNamesTheHeader(string timeout) =>
        await RefuseHeadersAsync("13", "grpc-timeout", ("grpc-timeout", timeout));

    [TestMethod]
    public async Task Timeout_Twice_IsInternalAndNamesTheHeader() =>
        await RefuseHeadersAsync("13", "grpc-timeout", ("grpc-timeout", "10S"), ("grpc-timeout", "20S"));

    [TestMethod]
    [DataRow("!!!!")]
    [DataRow("A")]
    [DataRow("AAAAA")]
    [DataRow("qw=q")]
    [DataRow("qw,!,qw", DisplayName = "one of three joined")]
    [DataRow("\u00E4qw=", DisplayName = "a letter that is not ASCII")]
    public async Task BinaryHeader_Malformed_IsInternalAndNamesTheHeader(string value) =>
        await RefuseHeadersAsync("13", "trace-bin", ("trace-bin", value));

    [TestMethod]
    public async Task BinaryHeader_OneOfTwoMalformed_IsInternalAndNamesTheHeader() =>
        await RefuseHeadersAsync("13", "trace-bin", ("trace-bin", "qw"), ("trace-bin", "*"));

    [TestMethod]
    public async Task BinaryHeader_Repeated_IsAllItsValues()
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            server.Probe.OnAsk = (_, context) => Task.FromResult(new Answer { Payload = [.. context.RequestHeaders.GetAll("trace-bin").SelectMany(e => (byte[])[(byte)e.ValueBytes.Length, .. e.ValueBytes])] });
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, ("trace-bin", "qw"), ("trace-bin", "q6s=, qw=="), ("trace-bin", "")));
            await stream.SendAsync(TwoFields, end: true);
            RawEnd end = await stream.EndAsync();
            Assert.AreEqual("0", end.Status, end.Message);
            byte[] expected =
            [
                0, 0, 0, 0, 10, 0x12, 8, // frame, field 2
                1, 0xAB,
                2, 0xAB, 0xAB,
                1, 0xAB,
                0,
            ];
            CollectionAssert.AreEqual(expected, end.Body);
        });
    }

    [TestMethod]
    public async Task Encoding_NotKnown_IsUnimplementedAndTellsTheKnown()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, ("grpc-encoding", "lzma")));
            await stream.SendAsync(TwoFields, end: true);
            RawEnd end = await stream.EndAsync();
            AssertRefused(end, "12", "lzma");
            Assert.Contains("gzip", end.Blocks.Single()["grpc-accept-encoding"]);
        });
    }

    [TestMethod]
    public async Task Headers_LongButWithinTheLimit_AreTaken()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, ("note", new string('x', 20_000))));
            await stream.SendAsync(TwoFields, end: true);
            await AssertEchoAsync(stream, "20,000 bytes of headers");
        });
    }

    [TestMethod]
    [DataRow(150, 10, DisplayName = "too many")]
    [DataRow(40, 1_000, DisplayName = "too long together")]
    public async Task Headers_OverTheLimit_AreRefusedAsHttpDoes(int count, int length)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, [.. Enumerable.Range(0, count).Select(i => ($"note-{i}", new string('x', length)))]));
            await stream.SendAsync(TwoFields, end: true);
            Assert.AreEqual("431", (await stream.EndAsync()).HttpStatus);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    [DataRow(40_000)]
    [DataRow(1_000_000)]
    public async Task Header_OverTheLimitByItself_EndsTheConnectionAndNoOther(int length)
    {
        // A header block that is not read to its end leaves a connection without a common state (RFC 9113, section 4.3).
        await using ProbeServer server = await ProbeServer.StartAsync();
        await using RawConnection other = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(other);
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        RawStream stream = connection.NewStream();
        try
        {
            await stream.SendHeadersAsync(With(RawCall.Ask, ("note", new string('x', length))));
        }
        catch (IOException)
        {
            // Closed before all had been sent.
        }

        await connection.EndAsync();
        await witness.AssertWellAsync();
        await witness.EndAsync();
        Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
    }

    private static async Task ExpectHttpAsync(string status, Func<Dictionary<string, string>, IEnumerable<(string, string)>> change)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string path in Paths)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(change(RawStream.Headers(path)));
                await stream.SendAsync(TwoFields, end: true);
                Assert.AreEqual(status, (await stream.EndAsync()).HttpStatus, path);
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    private static async Task RefuseHeadersAsync(string status, string said, params (string, string)[] headers)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string path in Paths)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(With(path, headers));
                await stream.SendAsync(TwoFields, end: true);
                AssertRefused(await stream.EndAsync(), status, said);
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    private static IEnumerable<(string Name, string Value)> Change(Dictionary<string, string> headers, string name, string? value)
    {
        headers.Remove(name);
        if (value is not null)
        {
            headers.Add(name, value);
        }

        // Pseudo-headers come first (RFC 9113, section 8.3).
        return headers.Select(h => (h.Key, h.Value)).OrderByDescending(h => h.Key[0] == ':');
    }
}
