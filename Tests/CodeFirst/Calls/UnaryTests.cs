namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class UnaryTests
{
    [TestMethod]
    public async Task Unary_HandlerThatNeverWaits_GivesItsAnswer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Answer answer = await server.Client.Ask(new Question { Number = 7, Payload = [1, 2, 3] }).Patiently();
        Assert.AreEqual(7, answer.Number);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, answer.Payload);
    }

    [TestMethod]
    public async Task Unary_HandlerThatWaits_GivesItsAnswer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (question, _) =>
        {
            await Task.Yield();
            return new Answer { Number = question.Number + 1 };
        };
        Answer answer = await server.Client.Ask(new Question { Number = 7 }).Patiently();
        Assert.AreEqual(8, answer.Number);
    }

    [TestMethod]
    public async Task Unary_EmptyMessages_AreLengthZeroAndGiveDefaults()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Answer answer = await server.Client.Ask(new Question()).Patiently();
        Assert.AreEqual(0, answer.Number);
        Assert.IsEmpty(answer.Payload);
    }

    [TestMethod]
    public async Task Unary_RequestThatIsNull_IsAnEmptyMessage()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Answer answer = await server.Client.Ask(null!).Patiently();
        Assert.AreEqual(0, answer.Number);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(16 * 1024, DisplayName = "as long as is not flushed")]
    [DataRow(64 * 1024 - 10, DisplayName = "about a batch")]
    [DataRow(40 * 1024)]
    [DataRow(1_000_000)]
    [DataRow(4 * 1024 * 1024 - 8, DisplayName = "about the limit")]
    public async Task Unary_MessagesOfAnyLength_ArriveWhole(int length)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        Answer answer = await server.Client.Ask(new Question { Payload = payload }).Patiently();
        CollectionAssert.AreEqual(payload, answer.Payload);
    }

    [TestMethod]
    public async Task Unary_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Answer[] answers =
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => server.Client.Ask(new Question { Number = i }))).Patiently();
        CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), answers.Select(a => a.Number).ToArray());
    }
}
