namespace Tests.CodeFirst.Calls;

/// <summary>Messages compressed each way, by the options of grpc-dotnet.</summary>
[TestClass]
public sealed class CompressionTests
{
    private const int Large = 100_000;

    // How a call of Grpc.Net.Client asks for compressed requests.
    private static CallOptions Compressing => new(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

    [TestMethod]
    public async Task Request_OfACallThatCompresses_ArrivesWhole()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        string? encoding = null;
        server.Probe.OnEveryCall = call => encoding = call.GetHttpContext().Request.Headers["grpc-encoding"];
        Answer answer = await server.Client.Ask(new Question { Payload = new byte[Large] }, Compressing).Patiently();
        Assert.HasCount(Large, answer.Payload);
        Assert.AreEqual("gzip", encoding);
    }

    [TestMethod]
    public async Task Requests_OfAStreamThatCompresses_ArriveWhole()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var questions = new Questions(100, make: i => new Question { Number = i, Payload = new byte[i * 100] });
        int next = 0;
        await foreach (Answer answer in server.Client.Talk(questions, Compressing).Patiently())
        {
            Assert.HasCount(next * 100, answer.Payload);
            Assert.AreEqual(next++, answer.Number);
        }

        Assert.AreEqual(100, next);
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Responses_OfAServerThatCompresses_ArriveWhole(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        Assert.AreEqual(5_000, await server.Client.CallAsync(kind, 5_000));
    }

    [TestMethod]
    [DataRow(null, 0)]
    [DataRow("identity,br", 0)]
    [DataRow("gzip", 1)]
    [DataRow("identity,gzip", 1)]
    public async Task Responses_AreCompressed_OnlyForAClientThatAcceptsIt(string? acceptEncoding, int flag)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer { Payload = new byte[Large] });
        server.Probe.OnStream = (_, _) => Enumerable.Repeat(new Answer { Payload = new byte[Large] }, 100).ToAsyncEnumerable();
        foreach ((string path, int count) in new[] { (ProbePath.Ask, 1), (ProbePath.Stream, 100) })
        {
            (string, string)[] headers = acceptEncoding is null ? [] : [("grpc-accept-encoding", acceptEncoding)];
            RawEnd response = await RawConnection.CallAsync(server.Address, path, [0, 0, 0, 0, 0], headers);
            Assert.AreEqual("0", response.Status);
            byte[] flags = [.. response.Messages.Select(m => m.Flag)];
            CollectionAssert.AreEqual(Enumerable.Repeat((byte)flag, count).ToArray(), flags, path);
            Assert.AreEqual(flag == 1, response.Body.Length < count * Large, "zeros are short when compressed");
        }
    }

    [TestMethod]
    public async Task Response_ThatSaysNot_IsNotCompressed()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        server.Probe.OnStream = (_, call) => AnswersAsync(call);
        RawEnd response = await RawConnection.CallAsync(
            server.Address,
            ProbePath.Stream,
            [0, 0, 0, 0, 0],
            ("grpc-accept-encoding", "gzip"));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 1 }, response.Messages.Select(m => m.Flag).ToArray());

        static async IAsyncEnumerable<Answer> AnswersAsync(ServerCallContext call)
        {
            await Task.CompletedTask;
            yield return new Answer { Payload = new byte[Large] };
            call.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            yield return new Answer { Payload = new byte[Large] };
            call.WriteOptions = null;
            yield return new Answer { Payload = new byte[Large] };
        }
    }

    [TestMethod]
    public async Task Request_InAnUnknownEncoding_IsUnimplementedAndToldWhatIsKnown()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        RawEnd response = await RawConnection.CallAsync(server.Address, ProbePath.Ask, [1, 0, 0, 0, 1, 0], ("grpc-encoding", "zstd"));
        Assert.AreEqual("12", response.Status);
        Assert.Contains("zstd", response.Message);
        Assert.Contains("gzip", response.Blocks[0]["grpc-accept-encoding"]);
        Assert.AreEqual(0, server.Probe.Calls);
    }
}
