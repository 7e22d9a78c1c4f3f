using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>What the server makes of the metadata of requests.</summary>
[TestClass]
public sealed class RequestMetadataTests
{
    private static readonly byte[] Empty = [0, 0, 0, 0, 0];

    [TestMethod]
    [DataRow(RawCall.Ask)]
    [DataRow(RawCall.Stream)]
    [DataRow(RawCall.Collect)]
    [DataRow(RawCall.Talk)]
    public async Task BinaryHeader_Malformed_IsInternalAndNamesTheHeader(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { Path = path };
        call.Headers["trace-bin"] = "q6s=,!";
        RawResponse response = await call.SendAsync(Empty);
        Assert.AreEqual("13", response.TrailersOnlyStatus);
        Assert.Contains("trace-bin", response.TrailersOnlyMessage!);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task BinaryHeader_JoinedWithCommas_IsSeveralValues()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        byte[][] seen = [];
        server.Probe.OnAsk = (_, context) =>
        {
            seen = [.. context.RequestHeaders.GetAll("trace-bin").Select(e => e.ValueBytes)];
            return Task.FromResult(new Answer());
        };
        using var call = new RawCall(server.Address);
        call.Headers["trace-bin"] = "qw,q6s=, qw==";
        Assert.AreEqual("0", (await call.SendAsync(Empty)).Trailers["grpc-status"]);
        Assert.AreEqual("AB ABAB AB", string.Join(' ', seen.Select(Convert.ToHexString)));
    }

    [TestMethod]
    public async Task TextBeyondAscii_Echoed_ComesBackAsItWas()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (_, context) =>
        {
            Metadata.Entry note = context.RequestHeaders.Get("note")!;
            context.ResponseTrailers.Add(note);
            await context.WriteResponseHeadersAsync([note]);
            return new Answer();
        };

        // What a peer would send: the bytes of a UTF-8 text, taken for Latin-1.
        string text = System.Text.Encoding.Latin1.GetString("Zürich ☺"u8);
        var context = new CallContext(new CallOptions([Metadata.Entry.Received("note", text)]), CallContextFlags.CaptureMetadata);
        await server.Client.Ask(new Question(), context).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(text, (await context.ResponseHeadersAsync().WaitAsync(ProbeServer.Patience)).GetValue("note"));
        Assert.AreEqual(text, context.ResponseTrailers().GetValue("note"));
    }
}
