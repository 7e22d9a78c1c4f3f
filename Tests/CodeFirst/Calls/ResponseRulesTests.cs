using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tests.CodeFirst.Calls;

/// <summary>What a client makes of responses that come in pieces, break off or are wrong.</summary>
[TestClass]
public sealed class ResponseRulesTests
{
    /// <summary>An Answer whose number is 5.</summary>
    private static readonly byte[] Five =
    [
        0, 0, 0, 0, 2, // flag, length
        0x08, 5, // field 1, varint
    ];

    public static IEnumerable<(string What, byte[] Body)> Broken =>
    [
        ("cut inside the prefix", [0, 0, 0]),
        ("cut after the prefix", [0, 0, 0, 0, 2]),
        ("cut inside the message", [0, 0, 0, 0, 2, 8]),
        ("flag of 2", [2, 0, 0, 0, 0]),
        ("flag of 1 without an encoding", [1, 0, 0, 0, 0]),
        ("not a message", [0, 0, 0, 0, 1, 0x0F]), // wire type 7
    ];

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1000)]
    public async Task Stream_ThatBreaks_IsInternalAfterWhatCameBefore(int before)
    {
        foreach ((string what, byte[] broken) in Broken)
        {
            await using ScriptedServer server = await ScriptedServer.StartAsync(
                http => AnswerAsync(http, "0", [.. Enumerable.Repeat(Five, before).SelectMany(b => b), .. broken]));
            int count = 0;
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
            {
                await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
                {
                    Assert.AreEqual(5, answer.Number);
                    count++;
                }
            });
            Assert.AreEqual(StatusCode.Internal, error.StatusCode, $"{what}: {error}");
            Assert.AreEqual(before, count, what);
        }
    }

    [TestMethod]
    public async Task Unary_ThatIsBroken_IsInternal()
    {
        foreach ((string what, byte[] broken) in Broken)
        {
            await using ScriptedServer server = await ScriptedServer.StartAsync(http => AnswerAsync(http, "0", broken));
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).Patiently());
            Assert.AreEqual(StatusCode.Internal, error.StatusCode, $"{what}: {error}");
        }
    }

    [TestMethod]
    public async Task Stream_AtEverySplit_IsTheSameMessages()
    {
        byte[] body = [.. Five, 0, 0, 0, 0, 0, .. Five];
        for (int split = 0; split <= body.Length; split++)
        {
            int at = split;
            await using ScriptedServer server = await ScriptedServer.StartAsync(http => AnswerAsync(http, "0", body[..at], body[at..]));
            CollectionAssert.AreEqual(new[] { 5, 0, 5 }, await NumbersAsync(server), $"split at {split}");
        }

        await using ScriptedServer slow =
            await ScriptedServer.StartAsync(http => AnswerAsync(http, "0", [.. body.Select(b => new[] { b })]));
        CollectionAssert.AreEqual(new[] { 5, 0, 5 }, await NumbersAsync(slow), "byte by byte");
    }

    [TestMethod]
    public async Task Stream_OkBeforeAnything_IsAnEmptyStream()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        });
        Assert.IsEmpty(await NumbersAsync(server));
    }

    [TestMethod]
    [DataRow("14", StatusCode.Unavailable)]
    [DataRow("abc", StatusCode.Cancelled)]
    [DataRow(null, StatusCode.Cancelled)]
    public async Task Status_AfterManyMessages_IsTheCalls(string? status, StatusCode expected)
    {
        await using ScriptedServer server =
            await ScriptedServer.StartAsync(http => AnswerAsync(http, status, [.. Enumerable.Repeat(Five, 1000).SelectMany(b => b)]));
        await AssertAsync(server, expected, 1000);
    }

    [TestMethod]
    [DataRow(0x2, StatusCode.Internal, DisplayName = "INTERNAL_ERROR")]
    [DataRow(0x8, StatusCode.Cancelled, DisplayName = "CANCEL")]
    [DataRow(0xB, StatusCode.ResourceExhausted, DisplayName = "ENHANCE_YOUR_CALM")]
    public async Task Reset_AfterMessages_IsMapped(int code, StatusCode expected)
    {
        var read = new TaskCompletionSource();
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            await AnswerAsync(http, null, Five);
            await read.Task.Patiently();
            http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
        });
        await AssertAsync(server, expected, 1, read.SetResult);
    }

    [TestMethod]
    public async Task Connection_LostAfterMessages_EndsTheCall()
    {
        var read = new TaskCompletionSource();
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            await AnswerAsync(http, null, Five);
            await read.Task.Patiently();
            http.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        });
        await AssertAsync(server, StatusCode.Unavailable, 1, read.SetResult);
    }

    private static async Task AssertAsync(ScriptedServer server, StatusCode expected, int messages, Action? onFirst = null)
    {
        int count = 0;
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
            {
                Assert.AreEqual(5, answer.Number);
                if (++count == 1)
                {
                    onFirst?.Invoke();
                }
            }
        });
        Assert.AreEqual(expected, error.StatusCode, error.ToString());
        Assert.AreEqual(messages, count);
    }

    private static async Task<int[]> NumbersAsync(ScriptedServer server) =>
        await server.Client.Stream(new Question()).Patiently().Select(a => a.Number).ToArrayAsync();

    private static async Task AnswerAsync(HttpContext http, string? status, params byte[][] pieces)
    {
        http.Response.ContentType = "application/grpc";
        await http.Response.StartAsync();
        foreach (byte[] piece in pieces)
        {
            await http.Response.Body.WriteAsync(piece);
            await http.Response.Body.FlushAsync();
        }

        if (status is not null)
        {
            http.Response.AppendTrailer("grpc-status", status);
        }
    }
}
