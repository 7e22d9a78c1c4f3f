using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>What metadata may be, and what of it the protocol keeps for itself (gRPC over HTTP/2, "Custom-Metadata").</summary>
[TestClass]
public sealed class MetadataRulesTests
{
    [TestMethod]
    [DataRow("a b")]
    [DataRow("a:b")]
    [DataRow(":path")]
    [DataRow("a/b")]
    [DataRow("grün")]
    [DataRow("a\n")]
    [DataRow("")]
    public void Key_OfOtherCharacters_IsRefused(string key)
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => new Metadata.Entry(key, "x"));
        Assert.AreEqual("key", error.ParamName);
    }

    [TestMethod]
    [DataRow("a\tb")]
    [DataRow("a\r\nb")]
    [DataRow("\u001f")]
    [DataRow("\u007f")]
    [DataRow("grün")]
    [DataRow("\0")]
    public void Value_ThatIsNotPrintableAscii_IsRefused(string value)
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => new Metadata.Entry("note", value));
        Assert.AreEqual("value", error.ParamName);
        Assert.Contains("'note'", error.Message);
    }

    [TestMethod]
    public void Value_AndSuffixOfItsKey_MustAgree()
    {
        Assert.Contains("'note-bin'", Assert.ThrowsExactly<ArgumentException>(() => new Metadata.Entry("Note-Bin", "x")).Message);
        Assert.Contains("'note'", Assert.ThrowsExactly<ArgumentException>(() => new Metadata.Entry("Note", [1])).Message);
    }

    [TestMethod]
    [DataRow("Note", "a", "a", DisplayName = "an upper-case key")]
    [DataRow("0-9_a.z", "a", "a", DisplayName = "every kind of character a key can have")]
    [DataRow("note", " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", DisplayName = "every mark, and spaces at the ends, which HTTP does not carry")]
    [DataRow("note", "%41", "%41", DisplayName = "what looks like an escape")]
    [DataRow("note", "", "", DisplayName = "an empty value")]
    [DataRow("note", "  ", "", DisplayName = "spaces alone")]
    public async Task Entry_OfText_GoesBothWays(string key, string value, string expected)
    {
        (Metadata request, Metadata headers, Metadata trailers) = await ExchangeAsync(new Metadata { { key, value } });
        foreach (Metadata received in new[] { request, headers, trailers })
        {
            Metadata.Entry entry = received.GetAll(key).Single();
            Assert.AreEqual(key.ToLowerInvariant(), entry.Key);
            Assert.AreEqual(expected, entry.Value);
        }
    }

    [TestMethod]
    public async Task Entries_OfOneKey_GoBothWays()
    {
        var sent = new Metadata { { "note", "a" }, { "trace-bin", [1] }, { "note", "b" }, { "trace-bin", [2, 3] }, { "empty-bin", [] } };
        (Metadata request, Metadata headers, Metadata trailers) = await ExchangeAsync(sent);
        foreach (Metadata received in new[] { request, headers, trailers })
        {
            // HTTP lets values of one name be joined with commas, and HttpClient does; bytes can be told apart, texts cannot.
            Assert.AreEqual("a, b", string.Join(", ", received.GetAll("note").Select(e => e.Value)));
            Assert.IsEmpty(received.GetAll("empty-bin").Single().ValueBytes);
            CollectionAssert.AreEqual(new[] { "01", "0203" }, received.GetAll("trace-bin").Select(e => Convert.ToHexString(e.ValueBytes)).ToArray());
        }
    }

    [TestMethod]
    [DataRow("grpc-status", "9")]
    [DataRow("grpc-message", "no")]
    [DataRow("grpc-timeout", "1n")]
    [DataRow("grpc-encoding", "zstd")]
    [DataRow("grpc-accept-encoding", "zstd")]
    [DataRow("grpc-message-type", "other")]
    [DataRow("Content-Type", "text/html")]
    [DataRow("content-length", "1")]
    [DataRow("te", "gzip")]
    [DataRow("host", "elsewhere")]
    public async Task Key_OfTheProtocol_ChangesNothing(string key, string value)
    {
        (Metadata request, Metadata headers, Metadata trailers) = await ExchangeAsync(new Metadata { { key, value } });
        foreach (Metadata received in new[] { request, headers, trailers })
        {
            Assert.IsNull(received.Get(key));
        }
    }

    [TestMethod]
    [DataRow("grpc-previous-rpc-attempts", "2")]
    [DataRow("grpc-retry-pushback-ms", "10")]
    public async Task Key_OfRetries_IsTheApplications(string key, string value)
    {
        // The runtime retries nothing itself, so whoever does can say so.
        (Metadata request, _, Metadata trailers) = await ExchangeAsync(new Metadata { { key, value } });
        Assert.AreEqual(value, request.GetValue(key));
        Assert.AreEqual(value, trailers.GetValue(key));
    }

    [TestMethod]
    public async Task UserAgent_OfTheApplication_FollowsTheRuntimes()
    {
        (Metadata request, _, _) = await ExchangeAsync(new Metadata { { "user-agent", "mapper/2" } });
        string[] products = request.GetValue("user-agent")!.Split(' ');
        Assert.StartsWith("grpc-csharp-codefirst/", products[0]);
        Assert.AreEqual("mapper/2", products[1]);
    }

    /// <summary>Sends metadata, has it sent back as headers and as trailers, and gives what came each time.</summary>
    private static async Task<(Metadata Request, Metadata Headers, Metadata Trailers)> ExchangeAsync(Metadata sent)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Metadata? request = null;
        server.Probe.OnAsk = async (question, call) =>
        {
            request = call.RequestHeaders;
            await call.WriteResponseHeadersAsync(sent);
            foreach (Metadata.Entry entry in sent)
            {
                call.ResponseTrailers.Add(entry);
            }

            return new Answer { Number = question.Number };
        };
        var context = new CallContext(new CallOptions(sent), CallContextFlags.CaptureMetadata);
        Answer answer = await server.Client.Ask(new Question { Number = 5 }, context).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(5, answer.Number);
        return (request!, await context.ResponseHeadersAsync().WaitAsync(ProbeServer.Patience), context.ResponseTrailers());
    }
}
