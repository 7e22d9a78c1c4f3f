namespace Tests.CodeFirst.Frames;

/// <summary>Messages in frames of all shapes, and bytes that are none.</summary>
[TestClass]
public sealed class HostileMessageTests : HostileClientTests
{
    /// <summary>
    /// Bodies that are no single message, or no messages; what the serializer refuses is logged as the handler's failure.
    /// </summary>
    public static IEnumerable<(string What, string Path, byte[] Body, string Status, bool Logged)> Bodies =>
    [
        ("no message", ProbePath.Ask, [], "13", false),
        ("no message", ProbePath.Stream, [], "13", false),
        ("two messages", ProbePath.Ask, [.. TwoFields, .. TwoFields], "13", false),
        ("two messages", ProbePath.Stream, [.. TwoFields, .. TwoFields], "13", false),
        ("flag of 2", ProbePath.Ask, [2, .. TwoFields[1..]], "2", true),
        ("flag of 255", ProbePath.Collect, [0xFF, .. TwoFields[1..]], "2", true),
        ("flag of 1 without an encoding", ProbePath.Ask, [1, .. TwoFields[1..]], "13", false),
        ("cut inside the prefix", ProbePath.Ask, [0, 0, 0, 0], "13", false),
        ("cut after the prefix", ProbePath.Ask, TwoFields[..5], "13", false),
        ("cut inside the message", ProbePath.Collect, [.. TwoFields, .. TwoFields[..^1]], "13", false),
        ("not a message", ProbePath.Ask, [0, 0, 0, 0, 2, 0xFF, 0xFF], "2", true),
        ("no message after one", ProbePath.Collect, [.. TwoFields, 0, 0, 0, 0, 1, 0x08], "2", true),
    ];

    [TestMethod]
    public async Task Message_AtEverySplitWithPaddingAndNothingBetween_IsTheSame()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        foreach (string path in new[] { ProbePath.Ask, ProbePath.Talk })
        {
            await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
            Witness witness = await Witness.OpenAsync(connection);
            for (int split = 0; split <= TwoFields.Length; split++)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path);
                await stream.SendPaddedAsync(TwoFields.AsSpan(0, split), padding: (byte)(split * 21));
                await stream.SendAsync([]);
                await stream.SendUnknownAsync();
                await stream.SendPaddedAsync([], padding: 0);
                await witness.AssertWellAsync();
                await stream.SendPaddedAsync(TwoFields.AsSpan(split), padding: 255, end: split % 2 == 0);
                if (split % 2 != 0)
                {
                    await stream.SendAsync([], end: true);
                }

                await AssertEchoAsync(stream, $"split at {split}");
            }

            RawStream slow = connection.NewStream();
            await slow.SendHeadersAsync(path);
            foreach (byte b in TwoFields)
            {
                await slow.SendPaddedAsync([b], padding: b);
                await slow.SendAsync([]);
            }

            await slow.SendAsync([], end: true);
            await AssertEchoAsync(slow, "byte by byte");
            await witness.EndAsync();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Bodies))]
    public async Task Body_ThatIsWrong_GetsItsStatus(string what, string path, byte[] body, string status, bool logged)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            if (logged)
            {
                server.Log.Expect("ErrorExecutingServiceMethod");
            }

            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path, end: body.Length == 0);
            if (body.Length > 0)
            {
                await stream.SendAsync(body, end: true);
            }

            AssertRefused(await stream.EndAsync(), status, what);
            if (path is ProbePath.Ask or ProbePath.Stream)
            {
                Assert.AreEqual(1, server.Probe.Calls, $"the witness's alone: {what}");
            }
        });
    }

    [TestMethod]
    [DataRow(new byte[] { 0, 0x7F, 0xFF, 0xFF, 0xFF }, DisplayName = "two gigabytes")]
    [DataRow(new byte[] { 1, 0x7F, 0xFF, 0xFF, 0xFF }, DisplayName = "compressed")]
    [DataRow(new byte[] { 0, 0, 0x40, 0, 1 }, DisplayName = "one byte too much")]
    public async Task Length_OverTheLimit_IsRefusedBeforeAnythingIsWaitedFor(byte[] prefix)
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            foreach (string path in new[] { ProbePath.Ask, ProbePath.Stream, ProbePath.Collect })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(RawStream.Headers(path).Append(new("grpc-encoding", "gzip")).Select(h => (h.Key, h.Value)));
                await stream.SendAsync(prefix);
                AssertRefused(await stream.EndAsync(), "8", path);

                // RFC 9113, section 8.1: the answer is complete, and the rest of the request is not wanted.
                Assert.AreEqual(NoError, (await stream.EndAsync()).Reset, path);
            }
        });
    }

    [TestMethod]
    public async Task EndOfStream_WithTheHeaders_IsAnEmptyStreamOfRequests()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            foreach (string path in new[] { ProbePath.Collect, ProbePath.Talk })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path, end: true);
                RawEnd end = await stream.EndAsync();
                Assert.AreEqual("0", end.Status);
                Assert.AreEqual(path == ProbePath.Talk, end.Body.Length == 0, "one message, or none");
            }
        });
    }

    [TestMethod]
    public async Task Trailers_OfARequest_CountForNothing()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(ProbePath.Ask);
            await stream.SendAsync(TwoFields);
            await stream.SendHeadersAsync([("grpc-status", "13"), ("grpc-timeout", "soon")], end: true);
            await AssertEchoAsync(stream, "with trailers");
        });
    }
}
