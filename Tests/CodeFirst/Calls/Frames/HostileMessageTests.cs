namespace Tests.CodeFirst.Calls.Frames;

/// <summary>Messages in frames of all shapes, and bytes that are none.</summary>
[TestClass]
public sealed class HostileMessageTests : HostileClientTests
{
    public static IEnumerable<(string What, string Path, byte[] Body, string Status, string Said)> Bodies =>
    [
        ("no message", RawCall.Ask, [], "12", "no request message"),
        ("no message", RawCall.Stream, [], "12", "no request message"),
        ("two messages", RawCall.Ask, [.. TwoFields, .. TwoFields], "12", "more than one"),
        ("two messages", RawCall.Stream, [.. TwoFields, .. TwoFields], "12", "more than one"),
        ("flag of 2", RawCall.Ask, [2, .. TwoFields[1..]], "13", "flag is 2"),
        ("flag of 255", RawCall.Collect, [0xFF, .. TwoFields[1..]], "13", "flag is 255"),
        ("flag of 1 without an encoding", RawCall.Ask, [1, .. TwoFields[1..]], "13", "grpc-encoding"),
        ("cut inside the prefix", RawCall.Ask, [0, 0, 0, 0], "13", "5 bytes were expected, 4 came"),
        ("cut after the prefix", RawCall.Ask, TwoFields[..5], "13", "7 bytes were announced, 0 came"),
        ("cut inside the message", RawCall.Collect, [.. TwoFields, .. TwoFields[..^1]], "13", "7 bytes were announced, 6 came"),
        ("not a message", RawCall.Ask, [0, 0, 0, 0, 2, 0xFF, 0xFF], "13", "test.Question"),
        ("no message after one", RawCall.Collect, [.. TwoFields, 0, 0, 0, 0, 1, 0x08], "13", "test.Question.number"),
    ];

    [TestMethod]
    public async Task Message_AtEverySplitWithPaddingAndNothingBetween_IsTheSame()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        foreach (string path in new[] { RawCall.Ask, RawCall.Talk })
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
    public async Task Body_ThatIsWrong_GetsItsStatus(string what, string path, byte[] body, string status, string said)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path, end: body.Length == 0);
            if (body.Length > 0)
            {
                await stream.SendAsync(body, end: true);
            }

            AssertRefused(await stream.EndAsync(), status, said);
            if (path is RawCall.Ask or RawCall.Stream)
            {
                Assert.AreEqual(1, server.Probe.Calls, $"the witness's alone: {what}");
            }
        });
    }

    [TestMethod]
    [DataRow(new byte[] { 0, 0x7F, 0xFF, 0xFF, 0xFF }, "2147483647")]
    [DataRow(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, "4294967295")]
    [DataRow(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF }, "4294967295", DisplayName = "compressed")]
    [DataRow(new byte[] { 0, 0, 0x40, 0, 1 }, "4194305", DisplayName = "one byte too much")]
    public async Task Length_OverTheLimit_IsRefusedBeforeAnythingIsWaitedFor(byte[] prefix, string length)
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            foreach (string path in new[] { RawCall.Ask, RawCall.Stream, RawCall.Collect })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(RawStream.Headers(path).Append(new("grpc-encoding", "gzip")).Select(h => (h.Key, h.Value)));
                await stream.SendAsync(prefix);
                AssertRefused(await stream.EndAsync(), "8", length);

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
            foreach (string path in new[] { RawCall.Collect, RawCall.Talk })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path, end: true);
                RawEnd end = await stream.EndAsync();
                Assert.AreEqual("0", end.Status);
                CollectionAssert.AreEqual(path == RawCall.Talk ? [] : new byte[5], end.Body, "a message of nothing, or none");
            }
        });
    }

    [TestMethod]
    public async Task Trailers_OfARequest_CountForNothing()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(RawCall.Ask);
            await stream.SendAsync(TwoFields);
            await stream.SendHeadersAsync([("grpc-status", "13"), ("grpc-timeout", "soon")], end: true);
            await AssertEchoAsync(stream, "with trailers");
        });
    }
}
