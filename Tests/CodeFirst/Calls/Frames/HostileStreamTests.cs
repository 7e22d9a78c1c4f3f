using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Tests.CodeFirst.Calls.Frames;

/// <summary>Streams that stop, break off or are not HTTP/2 at all.</summary>
[TestClass]
public sealed class HostileStreamTests : HostileClientTests
{
    [TestMethod]
    public async Task Stream_NeverRead_IsResetAlone()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        server.Probe.OnStream = (_, _) => Flood();
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer { Payload = new byte[1_000_000] });
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        foreach (string path in new[] { RawCall.Stream, RawCall.Ask })
        {
            RawStream stream = connection.NewStream(givesCredit: false);
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields, end: true);
            await stream.ReceiveAsync(65_535);
            await witness.AssertWellAsync();
            Assert.AreEqual(Cancel, (await stream.EndAsync()).Reset);
            await witness.AssertWellAsync();
        }

        await witness.EndAsync();
    }

    [TestMethod]
    public async Task Request_NeverSentToItsEnd_IsResetAlone()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        foreach (string path in Paths)
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields.AsSpan(0, 6));
            Assert.AreEqual(Cancel, (await stream.EndAsync()).Reset, path);
            await witness.AssertWellAsync();
        }

        await witness.EndAsync();
    }

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
    public async Task Reset_BetweenTwoMessagesOfOneRead_IsNoFailureOfTheHandler()
    {
        // In the moment after a reset the request is gone, and nobody has told the call. A reset from this side gives that
        // moment to the handler. The server's log, which has to be clean, would tell of an exception of the transport.
        await WithWitnessAsync(async (server, connection) =>
        {
            var ends = Channel.CreateUnbounded<Exception?>();
            server.Probe.OnCollect = async (questions, context) =>
            {
                await using IAsyncEnumerator<Question> reader = questions.GetAsyncEnumerator();
                Assert.IsTrue(await reader.MoveNextAsync());
                context.GetHttpContext().Features.GetRequiredFeature<IHttpResetFeature>().Reset(Cancel);
                Exception? end = null;
                try
                {
                    while (await reader.MoveNextAsync())
                    {
                    }
                }
                catch (Exception e)
                {
                    end = e;
                }

                ends.Writer.TryWrite(end);
                throw end ?? new InvalidOperationException("The requests had an end.");
            };
            for (int i = 0; i < 20; i++)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(RawCall.Collect);
                await stream.SendAsync([.. TwoFields, .. TwoFields]);
                Assert.AreEqual(Cancel, (await stream.EndAsync()).Reset);
                Assert.IsInstanceOfType<OperationCanceledException>(await ends.Reader.ReadAsync().AsTask().WaitAsync(ProbeServer.Patience));
            }
        });
    }

    [TestMethod]
    [DataRow(RawCall.Collect)]
    [DataRow(RawCall.Talk)]
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
            await cancelled.Task.WaitAsync(ProbeServer.Patience);

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
                await stream.SendHeadersAsync(With(RawCall.Ask, ("content-length", length)));
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
            await tcp.ConnectAsync(address.Host, address.Port).WaitAsync(ProbeServer.Patience);
            await using NetworkStream network = tcp.GetStream();
            await network.WriteAsync("POST /test.Probe/Ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/grpc\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0"u8.ToArray());
            using var reader = new StreamReader(network, Encoding.ASCII);
            string answer = await reader.ReadToEndAsync().WaitAsync(ProbeServer.Patience);
            Assert.StartsWith("HTTP/1.1 400 ", answer);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    private static async IAsyncEnumerable<Answer> Flood()
    {
        await Task.CompletedTask;
        byte[] payload = new byte[10_000];
        while (true)
        {
            yield return new Answer { Payload = payload };
        }
    }
}
