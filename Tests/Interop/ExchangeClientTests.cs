using Tests.Interop.Certificates;
using Tests.Interop.Exchange;
using Tests.Interop.Harness;

namespace Tests.Interop;

/// <summary>
/// What a client sees of all four kinds of calls over mutual TLS. One derived class per client and server.
/// </summary>
public abstract class ExchangeClientTests : InteropTest
{
    private const int Large = 5_000_000;

    private static readonly string[] Methods =
    [
        nameof(IExchange.Ask),
        nameof(IExchange.Collect),
        nameof(IExchange.Count),
        nameof(IExchange.Talk),
    ];

    /// <summary>A call of each kind that goes well, and is over in no time.</summary>
    private static readonly ExchangeCall[] EveryKind = [.. Methods.Select(method => new ExchangeCall(method))];

    private ExchangeServer? _server;

    private protected abstract ContractForm ServerContract { get; }

    [TestCleanup]
    public async Task StopServerAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Messages_OfEveryKindOfCall_GoBothWays()
    {
        var outcomes = await CallAsync(
            new(nameof(IExchange.Ask)) { Number = -7, Size = 1000, AnswerSize = 300 },
            new(nameof(IExchange.Ask)) { Number = 0 },
            new(nameof(IExchange.Collect)) { Number = 1, Count = 100, Size = 10, AnswerSize = 5 },
            new(nameof(IExchange.Count)) { Number = 100, Size = 10, AnswerSize = 1000 },
            new(nameof(IExchange.Count)) { Number = 0 },
            new(nameof(IExchange.Talk)) { Number = 50, Count = 100, Size = 10, AnswerSize = 20 });

        AssertOk(outcomes);
        CollectionAssert.AreEqual(new[] { -7 }, outcomes[0].Numbers);
        CollectionAssert.AreEqual(new[] { 1000 }, outcomes[0].Received);
        CollectionAssert.AreEqual(new[] { 300 }, outcomes[0].Sizes);
        CollectionAssert.AreEqual(new[] { 0 }, outcomes[1].Numbers, "a message without a byte");
        CollectionAssert.AreEqual(new[] { 5050 }, outcomes[2].Numbers);
        CollectionAssert.AreEqual(new[] { 1000 }, outcomes[2].Received);
        CollectionAssert.AreEqual(Enumerable.Range(1, 100).ToArray(), outcomes[3].Numbers);
        CollectionAssert.AreEqual(Enumerable.Repeat(1000, 100).ToArray(), outcomes[3].Sizes);
        Assert.IsEmpty(outcomes[4].Numbers);
        CollectionAssert.AreEqual(Enumerable.Range(50, 100).ToArray(), outcomes[5].Numbers);
        CollectionAssert.AreEqual(Enumerable.Repeat(20, 100).ToArray(), outcomes[5].Sizes);
    }

    [TestMethod]
    public async Task Deadline_OfEveryKindOfCall_EndsItOnBothSides()
    {
        // The first call connects, so that the deadlines are spent on calls.
        var outcomes = await CallAsync(
            [new(nameof(IExchange.Ask)), .. EveryKind.Select(call => call with { Wish = Wish.Wait, Timeout = 2 })]);

        Assert.AreEqual("OK", outcomes[0].Status);
        foreach (var (outcome, method) in outcomes.Skip(1).Zip(Methods))
        {
            Assert.AreEqual("DEADLINE_EXCEEDED", outcome.Status, $"{method}: {outcome.Details}");
            Assert.HasCount(method is nameof(IExchange.Count) or nameof(IExchange.Talk) ? 1 : 0, outcome.Numbers, method);
        }

        await AssertCancelledAsync(others: 1);
    }

    [TestMethod]
    public async Task Cancellation_OfEveryKindOfCall_ReachesTheHandler()
    {
        var outcomes = await CallAsync(
            new(nameof(IExchange.Ask)) { Wish = Wish.Wait, CancelAfter = 0 },
            new(nameof(IExchange.Collect)) { Wish = Wish.Wait, CancelAfter = 0 },
            new(nameof(IExchange.Count)) { Number = 3, Wish = Wish.Wait, CancelAfter = 3 },
            new(nameof(IExchange.Talk)) { Count = 3, Wish = Wish.Wait, CancelAfter = 3 });

        foreach (var (outcome, method) in outcomes.Zip(Methods))
        {
            Assert.AreEqual("CANCELLED", outcome.Status, $"{method}: {outcome.Details}");
        }

        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, outcomes[2].Numbers);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, outcomes[3].Numbers);
        await AssertCancelledAsync(others: 2);
    }

    [TestMethod]
    [DataRow(false, DisplayName = "before headers")]
    [DataRow(true, DisplayName = "after headers")]
    public async Task Failure_OfEveryKindOfCall_HasStatusAndTrailers(bool hasHeaders)
    {
        string[][] metadata = hasHeaders ? [["echo", "text"], ["echo", "again"], ["echo-bin", "AP8="]] : [];
        var outcomes = await CallAsync([.. EveryKind.Select(call => call with { Number = 2, Wish = Wish.Fail, Metadata = metadata })]);

        foreach (var (outcome, method) in outcomes.Zip(Methods))
        {
            Assert.AreEqual("FAILED_PRECONDITION", outcome.Status, method);
            Assert.AreEqual(ExchangeService.Failure, outcome.Details, method);
            AssertValues(outcome.Trailers, "why", "wished", "twice");
            AssertValues(outcome.Trailers, "trace-bin", "AAH/");
            if (hasHeaders)
            {
                AssertEchoed(outcome.Headers);
                AssertEchoed(outcome.Trailers);
            }
        }

        CollectionAssert.AreEqual(new[] { 1, 2 }, outcomes[2].Numbers, "what was answered before");
        CollectionAssert.AreEqual(new[] { 2 }, outcomes[3].Numbers, "what was answered before");
    }

    [TestMethod]
    public async Task Metadata_OfEveryKindOfCall_GoesBothWays()
    {
        string[][] metadata = [["echo", "text"], ["echo", "again"], ["echo-bin", "AP8="]];
        var outcomes = await CallAsync([.. EveryKind.Select(call => call with { Metadata = metadata })]);

        AssertOk(outcomes);
        foreach (var outcome in outcomes)
        {
            AssertEchoed(outcome.Headers);
            AssertEchoed(outcome.Trailers);
        }
    }

    [TestMethod]
    [DataRow(false, DisplayName = "plain")]
    [DataRow(true, DisplayName = "gzip")]
    public async Task Messages_OfFiveMegabytes_GoBothWays(bool gzip)
    {
        string[][] metadata = gzip ? [["compress", "gzip"]] : [];
        var outcomes = await CallAsync(
            [.. EveryKind.Select(call => call with { Number = 1, Size = Large, AnswerSize = Large, Gzip = gzip, Metadata = metadata })]);

        AssertOk(outcomes);
        foreach (var (outcome, method) in outcomes.Zip(Methods))
        {
            CollectionAssert.AreEqual(new[] { Large }, outcome.Received, method);
            CollectionAssert.AreEqual(new[] { Large }, outcome.Sizes, method);
        }
    }

    [TestMethod]
    public async Task Requests_CompressedWithGzip_AreRead()
    {
        ExchangeCall[] calls = [.. EveryKind.Select(call => call with
        {
            Number = 2,
            Count = call.Method is nameof(IExchange.Collect) or nameof(IExchange.Talk) ? 3 : 1,
            Size = 10_000,
        })];
        var outcomes = await CallAsync([.. calls, .. calls.Select(call => call with { Gzip = true })]);

        AssertOk(outcomes);
        foreach (var ((plain, gzip), method) in outcomes.Take(4).Zip(outcomes.Skip(4)).Zip(Methods))
        {
            // The plain calls are the control: the server tells one from the other.
            Assert.AreEqual(0, plain.Compressed.Sum(), method);
            Assert.AreEqual(
                method is nameof(IExchange.Collect) or nameof(IExchange.Talk) ? 3 : plain.Numbers.Length,
                gzip.Compressed.Sum(),
                method);
            CollectionAssert.AreEqual(plain.Numbers, gzip.Numbers, method);
            CollectionAssert.AreEqual(plain.Received, gzip.Received, method);
        }
    }

    [TestMethod]
    public async Task Responses_CompressedWithGzip_AreRead()
    {
        const int Size = 100_000;

        string[][] compress = [["compress", "gzip"]];
        ExchangeCall[] calls = [.. EveryKind.Select(call => call with { Number = 2, AnswerSize = Size })];
        var outcomes = await CallAsync([.. calls, .. calls.Select(call => call with { Metadata = compress })]);

        AssertOk(outcomes);
        foreach (var ((plain, gzip), method) in outcomes.Take(4).Zip(outcomes.Skip(4)).Zip(Methods))
        {
            Assert.IsTrue(gzip.Sizes.All(size => size == Size), method);
            CollectionAssert.AreEqual(plain.Numbers, gzip.Numbers, method);
        }

        // That they were compressed, the server knows alone.
        var told = new List<string>();
        foreach (var _ in outcomes)
        {
            var call = await _server!.CompletedAsync();
            told.Add($"{call.Method} {call.Encoding}");
        }

        CollectionAssert.AreEquivalent(Methods.SelectMany(method => new[] { $"{method} ", $"{method} gzip" }).ToArray(), told);
    }

    [TestMethod]
    public async Task Call_NoServer_IsUnavailable()
    {
        using var nobody = new UnusedPort();

        var outcomes = await CallAtAsync($"localhost:{nobody.Number}", await CertificateFolder.OfAsync(CertificateMaker.Satcli), EveryKind);

        foreach (var (outcome, method) in outcomes.Zip(Methods))
        {
            Assert.AreEqual("UNAVAILABLE", outcome.Status, $"{method}: {outcome.Details}");
            Assert.IsEmpty(outcome.Numbers, method);
        }
    }

    [TestMethod]
    public async Task Call_CertificateOfAnotherCa_RunsNoHandler()
    {
        _server = await ExchangeServer.StartAsync(await CertificateFolder.OfAsync(CertificateMaker.Satcli), ServerContract);

        var outcomes = await CallAtAsync(_server.Target, await CertificateFolder.RogueAsync(CertificateMaker.Satcli), EveryKind);

        foreach (var (outcome, method) in outcomes.Zip(Methods))
        {
            CollectionAssert.Contains(RefusedStatuses, outcome.Status, $"{method}: {outcome.Details}");
        }

        await _server.CertificateRefusedAsync();
        Assert.AreEqual(0, _server.Service.Calls);
    }

    /// <summary>What a call may end with whose connection the server closes for the client's certificate.</summary>
    private protected virtual string[] RefusedStatuses => ["UNAVAILABLE"];

    /// <summary>Has the client make calls one after another.</summary>
    private protected abstract Task<IReadOnlyList<ExchangeOutcome>> CallAtAsync(string target, string certificates, ExchangeCall[] calls);

    private static void AssertOk(IReadOnlyList<ExchangeOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            Assert.AreEqual("OK", outcome.Status, outcome.Details);
        }
    }

    private static void AssertEchoed(Dictionary<string, string[]> metadata)
    {
        AssertValues(metadata, "echo", "text", "again");
        AssertValues(metadata, "echo-bin", "AP8=");
    }

    // grpc-dotnet and Node's HTTP/2 join the values of a name, as HTTP lets them.
    private static void AssertValues(Dictionary<string, string[]> metadata, string name, params string[] expected) =>
        CollectionAssert.AreEqual(
            expected,
            (metadata.GetValueOrDefault(name) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).ToArray(),
            name);

    /// <summary>Asserts that the handlers of one call of each kind were cancelled, and no others.</summary>
    private async Task AssertCancelledAsync(int others)
    {
        var cancelled = new List<string>();
        for (var i = 0; i < Methods.Length + others; i++)
        {
            var call = await _server!.CompletedAsync();
            if (call.WasCancelled)
            {
                cancelled.Add(call.Method);
            }
        }

        CollectionAssert.AreEquivalent(Methods, cancelled);
        Assert.AreEqual(Methods.Length + others, _server!.Service.Calls);
    }

    private async Task<IReadOnlyList<ExchangeOutcome>> CallAsync(params ExchangeCall[] calls)
    {
        var certificates = await CertificateFolder.OfAsync(CertificateMaker.Satcli);
        _server = await ExchangeServer.StartAsync(certificates, ServerContract);
        var outcomes = await CallAtAsync(_server.Target, certificates, calls);
        Assert.HasCount(calls.Length, outcomes);
        return outcomes;
    }
}
