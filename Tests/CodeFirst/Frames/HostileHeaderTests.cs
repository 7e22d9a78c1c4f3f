namespace Tests.CodeFirst.Frames;

/// <summary>Headers that a client ought not to send, and some that it may.</summary>
[TestClass]
public sealed class HostileHeaderTests : HostileClientTests
{
    [TestMethod]
    [DataRow("application/json")]
    [DataRow("application/grpcx")]
    [DataRow(null)]
    public async Task ContentType_NotGrpcs_IsUnsupportedMediaType(string? contentType)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string path in Paths)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(Change(RawStream.Headers(path), "content-type", contentType));
                await stream.SendAsync(TwoFields, end: true);
                Assert.AreEqual("415", (await stream.EndAsync()).HttpStatus, path);
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    [DataRow("te", null, DisplayName = "no te, which is for finding proxies that would drop the trailers")]
    [DataRow("grpc-timeout", "1.5S", DisplayName = "a timeout that is none")]
    [DataRow("grpc-timeout", "123456789012S", DisplayName = "a timeout too long to be one")]
    public async Task Header_ThatIsOdd_IsNoReasonToRefuse(string name, string? value)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string path in new[] { ProbePath.Ask, ProbePath.Talk })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(Change(RawStream.Headers(path), name, value));
                await stream.SendAsync(TwoFields, end: true);
                await AssertEchoAsync(stream, path);
            }
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
            await stream.SendHeadersAsync(Change(RawStream.Headers(ProbePath.Ask), "note", new string('x', length)));
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
