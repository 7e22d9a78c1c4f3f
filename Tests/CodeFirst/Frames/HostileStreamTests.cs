using System.Net.Sockets;
using System.Text;

namespace Tests.CodeFirst.Frames;

/// <summary>Streams that stop, break off or are not HTTP/2 at all.</summary>
[TestClass]
public sealed class HostileStreamTests : HostileClientTests
{
    [TestMethod]
    [DynamicData(nameof(Paths))]
    public async Task Reset_RightAfterTheHeaders_EndsThatCallAlone(string path)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            // No more than 50: Kestrel takes 200 resets for an attack.
            for (int i = 0; i < 50; i++)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path);
                await stream.ResetAsync(i % 2 == 0 ? Cancel : NoError);
            }
        });
    }

    [TestMethod]
    [DataRow(ProbePath.Collect)]
    [DataRow(ProbePath.Talk)]
    public async Task Reset_OfARunningCall_CancelsItsHandler(string path)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            server.Probe.OnCollect = async (_, context) =>
            {
                await WaitForEverAsync(context);
                return new Answer();
            };
            server.Probe.OnTalk = (_, context) => Silence(context);
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields);
            await stream.ResetAsync(Cancel);
            await cancelled.Task.Patiently();

            async Task WaitForEverAsync(ServerCallContext context)
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelled.SetResult();
            }

            async IAsyncEnumerable<Answer> Silence(ServerCallContext context)
            {
                await WaitForEverAsync(context);
                yield break;
            }
        });
    }

    [TestMethod]
    public async Task ContentLength_ThatIsWrong_EndsThatCallAlone()
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string length in new[] { "1", "100" })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(With(ProbePath.Ask, ("content-length", length)));
                await stream.SendAsync(TwoFields, end: true);
                Assert.AreEqual(0x1, (await stream.EndAsync()).Reset, "PROTOCOL_ERROR");
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    public async Task Http1_OnAnHttp2Port_IsToldSoAndDisturbsNobody()
    {
        await WithWitnessAsync(async (server, _) =>
        {
            var address = new Uri(server.Address);
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(address.Host, address.Port).Patiently();
            await using NetworkStream network = tcp.GetStream();
            await network.WriteAsync("POST /test.Probe/Ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0"u8.ToArray());
            using var reader = new StreamReader(network, Encoding.ASCII);
            string answer = await reader.ReadToEndAsync().Patiently();
            Assert.StartsWith("HTTP/1.1 400 ", answer);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }
}
