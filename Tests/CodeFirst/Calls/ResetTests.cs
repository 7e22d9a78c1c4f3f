using CodeFirst.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tests.CodeFirst.Calls;

/// <summary>What the client makes of a stream that the server resets, whatever the HTTP/2 error code and the moment.</summary>
[TestClass]
public sealed class ResetTests
{
    private const string ManyRequests = "a stream of requests";

    // An Answer of four bytes of payload.
    private static readonly byte[] Message =
    [
        0, 0, 0, 0, 6, // flag, length
        0x12, 4, 1, 2, 3, 4, // field 2, four bytes
    ];

    /// <summary>gRPC over HTTP/2, "Errors": every code of RFC 9113, section 7, and one that is none.</summary>
    private static readonly (int Code, StatusCode Expected)[] Codes =
    [
        (0x0, StatusCode.Internal), // NO_ERROR
        (0x1, StatusCode.Internal), // PROTOCOL_ERROR
        (0x2, StatusCode.Internal), // INTERNAL_ERROR
        (0x3, StatusCode.Internal), // FLOW_CONTROL_ERROR
        (0x4, StatusCode.Internal), // SETTINGS_TIMEOUT
        (0x5, StatusCode.Internal), // STREAM_CLOSED: no mapping, so as any other
        (0x6, StatusCode.Internal), // FRAME_SIZE_ERROR
        (0x7, StatusCode.Unavailable), // REFUSED_STREAM
        (0x8, StatusCode.Cancelled), // CANCEL
        (0x9, StatusCode.Internal), // COMPRESSION_ERROR
        (0xA, StatusCode.Internal), // CONNECT_ERROR
        (0xB, StatusCode.ResourceExhausted), // ENHANCE_YOUR_CALM
        (0xC, StatusCode.PermissionDenied), // INADEQUATE_SECURITY
        (0xD, StatusCode.Internal), // HTTP_1_1_REQUIRED: no mapping, so as any other
        (0x77, StatusCode.Internal),
    ];

    public enum Moment
    {
        BeforeHeaders,
        AfterHeaders,
        InsideAMessage,
        AfterAMessage,
    }

    public static IEnumerable<(int Code, Moment Moment, StatusCode Expected)> Resets =>
        from moment in Enum.GetValues<Moment>()
        from row in Codes
        select (row.Code, moment, row.Expected);

    [TestMethod]
    [DynamicData(nameof(Resets))]
    public async Task Reset_OfAnyKindOfCall_IsMapped(int code, Moment moment, StatusCode expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(http => ResetAsync(http, code, moment));
        foreach ((string kind, Func<Task> call) in Kinds(server.Client))
        {
            await ExpectAsync(kind, expected, code, call);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(100_000)]
    [DataRow(3_000_000)]
    public async Task Reset_InTheMiddleOfALargeRequest_IsMapped(int bytesRead)
    {
        foreach ((int code, StatusCode expected) in Codes)
        {
            await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
            {
                await ReadAsync(http, bytesRead);
                Reset(http, code);
            });
            var large = new Question { Payload = new byte[8_000_000] };
            foreach ((string kind, Func<Task> call) in Kinds(server.Client, large))
            {
                await ExpectAsync(kind, expected, code, call);
            }
        }
    }

    [TestMethod]
    public async Task ConnectionLost_InTheMiddleOfALargeRequest_IsUnavailable()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            await ReadAsync(http, 100_000);
            http.Features.GetRequiredFeature<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>().Abort();
        });
        foreach ((string kind, Func<Task> call) in Kinds(server.Client, new Question { Payload = new byte[8_000_000] }))
        {
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience), kind);
            Assert.AreEqual(StatusCode.Unavailable, error.StatusCode, $"{kind}: {error}");
        }
    }

    [TestMethod]
    public async Task Status_InTheMiddleOfALargeRequest_IsTheCalls()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            await ReadAsync(http, 100_000);
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "9";
        });
        foreach ((string kind, Func<Task> call) in Kinds(server.Client, new Question { Payload = new byte[8_000_000] }))
        {
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience), kind);
            Assert.AreEqual(StatusCode.FailedPrecondition, error.StatusCode, $"{kind}: {error}");
        }
    }

    private static IEnumerable<(string Kind, Func<Task> Call)> Kinds(IProbe client, Question? question = null)
    {
        question ??= new Question();
        yield return ("unary", () => client.Ask(question));
        yield return ("stream of responses", async () => await client.Stream(question).Patiently().CountAsync());
        yield return ("one response to " + ManyRequests, () => client.Collect(Requests()));
        yield return ("a stream of responses to " + ManyRequests, async () => await client.Talk(Requests()).Patiently().CountAsync());

        Questions Requests() => new(2, make: _ => question);
    }

    private static async Task ExpectAsync(string kind, StatusCode expected, int code, Func<Task> call)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience), kind);
        Assert.AreEqual(expected, error.StatusCode, $"{kind}, code {code}: {error}");

        // A stream of requests that is refused unseen may be found out on the sending side, when the call is tried again.
        if (!error.Status.Detail.Contains("refused the call", StringComparison.Ordinal) || code != 0x7 || !kind.EndsWith(ManyRequests, StringComparison.Ordinal))
        {
            Assert.Contains($"0x{code:X}", error.Status.Detail, kind);
            Assert.IsNotNull(error.Status.DebugException, kind);
        }
    }

    private static async Task ResetAsync(HttpContext http, int code, Moment moment)
    {
        if (moment > Moment.BeforeHeaders)
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.StartAsync();
            int length = moment switch
            {
                Moment.AfterHeaders => 0,
                Moment.InsideAMessage => Message.Length - 1,
                _ => Message.Length,
            };
            await http.Response.Body.WriteAsync(Message.AsMemory(0, length));
            await http.Response.Body.FlushAsync();
        }

        Reset(http, code);
    }

    private static void Reset(HttpContext http, int code) => http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);

    private static async Task ReadAsync(HttpContext http, int count)
    {
        byte[] buffer = new byte[16 * 1024];
        while (count > 0)
        {
            int read = await http.Request.Body.ReadAsync(buffer);
            Assert.IsGreaterThan(0, read);
            count -= read;
        }
    }
}
