using System.Net;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Tests.CodeFirst.Calls;

/// <summary>What the client makes of responses that our server would never send.</summary>
[TestClass]
public sealed class ResponseRulesTests
{
    /// <summary>An Answer whose number is 5.</summary>
    private static readonly byte[] Five =
    [
        0, 0, 0, 0, 2, // flag, length
        0x08, 5, // field 1, varint
    ];

    [TestMethod]
    [DataRow(400, StatusCode.Internal)]
    [DataRow(401, StatusCode.Unauthenticated)]
    [DataRow(403, StatusCode.PermissionDenied)]
    [DataRow(404, StatusCode.Unimplemented)]
    [DataRow(429, StatusCode.Unavailable)]
    [DataRow(431, StatusCode.Internal)]
    [DataRow(502, StatusCode.Unavailable)]
    [DataRow(503, StatusCode.Unavailable)]
    [DataRow(504, StatusCode.Unavailable)]
    [DataRow(418, StatusCode.Unknown)]
    [DataRow(200, StatusCode.Unknown)]
    public async Task HttpStatus_WithoutGrpcStatus_IsMapped(int httpStatus, StatusCode expected)
    {
        RpcException error = await FailAsync(http =>
        {
            http.Response.StatusCode = httpStatus;
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<html>");
        });
        Assert.AreEqual(expected, error.StatusCode);
        Assert.Contains($"{httpStatus}", error.Status.Detail);
    }

    [TestMethod]
    public async Task HttpStatus_WithGrpcStatus_CountsForNothing()
    {
        RpcException error = await FailAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers["grpc-status"] = "5";
            http.Response.Headers["grpc-message"] = "100%25 %zz";
            return Task.CompletedTask;
        });
        Assert.AreEqual("NotFound: \"100% %zz\"", error.Status.ToString());
    }

    [TestMethod]
    [DataRow("17")]
    [DataRow("-1")]
    [DataRow("+5")]
    [DataRow("5.0")]
    [DataRow("5,5")]
    [DataRow("99999999999999999999")]
    [DataRow("abc")]
    [DataRow("")]
    public async Task GrpcStatus_NotKnown_IsUnknown(string status)
    {
        RpcException error = await FailAsync(http => AnswerAsync(http, Five, status));
        Assert.AreEqual(StatusCode.Unknown, error.StatusCode);
    }

    [TestMethod]
    public async Task GrpcStatus_Missing_IsUnknown() =>
        Assert.AreEqual(StatusCode.Unknown, (await FailAsync(http => AnswerAsync(http, Five, null))).StatusCode);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task GrpcStatus_MissingInAHeaderBlockByItself_IsUnknown(bool unary) =>
        Assert.AreEqual(StatusCode.Unknown, (await FailAsync(
            http =>
            {
                Grpc(http).Headers["grpc-message"] = "no status";
                return Task.CompletedTask;
            },
            unary)).StatusCode);

    [TestMethod]
    [DataRow(200, StatusCode.Unknown)]
    [DataRow(503, StatusCode.Unavailable)]
    public async Task GrpcStatus_OkInWhatIsNotGrpc_CountsForNothing(int httpStatus, StatusCode expected)
    {
        RpcException error = await FailAsync(http =>
        {
            http.Response.StatusCode = httpStatus;
            http.Response.ContentType = "text/html";
            http.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        });
        Assert.AreEqual(expected, error.StatusCode);
    }

    [TestMethod]
    public async Task Trailer_OfBytesThatIsNotBase64_LeavesTheStatus()
    {
        RpcException error = await FailAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "5";
            http.Response.Headers["x-bin"] = "!!!";
            return Task.CompletedTask;
        });
        Assert.AreEqual(StatusCode.NotFound, error.StatusCode);
        CollectionAssert.AreEqual("!!!"u8.ToArray(), error.Trailers.GetValueBytes("x-bin"), "what came, as it came");
    }

    [TestMethod]
    public async Task GrpcStatus_InHeadersOfAResponseWithABody_CountsForNothing()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.Headers["grpc-status"] = "13";
            return AnswerAsync(http, Five, "0");
        });
        Assert.AreEqual(5, (await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Trailers_OfAnError_AreGiven()
    {
        RpcException error = await FailAsync(http =>
        {
            Grpc(http).Headers.Append("grpc-status", "9");
            http.Response.Headers.Append("note", "a");
            http.Response.Headers.Append("note", "b");
            http.Response.Headers.Append("trace-bin", "qw,q6s=");
            return Task.CompletedTask;
        });
        Assert.AreEqual(StatusCode.FailedPrecondition, error.StatusCode);
        CollectionAssert.AreEqual(new[] { "a", "b" }, error.Trailers.GetAll("note").Select(e => e.Value).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2 }, error.Trailers.GetAll("trace-bin").Select(e => e.ValueBytes.Length).ToArray());
    }

    [TestMethod]
    public async Task Unary_OkBeforeAnything_IsInternal()
    {
        RpcException error = await FailAsync(http =>
        {
            Grpc(http).Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        });
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
    }

    [TestMethod]
    public async Task Stream_OkBeforeAnything_IsAnEmptyStream()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(http =>
        {
            Grpc(http).Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        });
        Assert.AreEqual(0, await server.Client.Stream(new Question()).Patiently().CountAsync());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    public async Task Unary_NotOneMessage_IsUnimplemented(int count)
    {
        byte[] body = [.. Enumerable.Repeat(Five, count).SelectMany(b => b)];
        RpcException error = await FailAsync(http => AnswerAsync(http, body, "0"));
        Assert.AreEqual(StatusCode.Unimplemented, error.StatusCode);
    }

    [TestMethod]
    [DataRow(new byte[] { 0, 0, 0 }, "5 bytes were expected, 3 came")]
    [DataRow(new byte[] { 0, 0, 0, 0, 2, 8 }, "2 bytes were announced, 1 came")]
    [DataRow(new byte[] { 2, 0, 0, 0, 0 }, "flag is 2")]
    [DataRow(new byte[] { 1, 0, 0, 0, 0 }, "grpc-encoding")]
    [DataRow(new byte[] { 0, 0, 0, 0, 1, 8 }, "test.Answer.number")]
    public async Task Body_ThatIsNoMessage_IsInternal(byte[] body, string message)
    {
        foreach (bool unary in new[] { true, false })
        {
            RpcException error = await FailAsync(http => AnswerAsync(http, body, "0"), unary);
            Assert.AreEqual(StatusCode.Internal, error.StatusCode);
            Assert.Contains(message, error.Status.Detail);
        }
    }

    [TestMethod]
    public async Task Body_CutShortWithAnError_IsThatError() =>
        Assert.AreEqual(StatusCode.DataLoss, (await FailAsync(http => AnswerAsync(http, [0, 0], "15"))).StatusCode);

    [TestMethod]
    public async Task Body_ByteByByte_IsTheSameMessages()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            foreach (byte b in Five.Concat(Five))
            {
                await Grpc(http).Body.WriteAsync(new[] { b });
                await http.Response.Body.FlushAsync();
            }

            http.Response.AppendTrailer("grpc-status", "0");
        });
        CollectionAssert.AreEqual(new[] { 5, 5 }, await server.Client.Stream(new Question()).Patiently().Select(a => a.Number).ToArrayAsync());
    }

    private static HttpResponse Grpc(HttpContext http)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = "application/grpc";
        }

        return http.Response;
    }

    private static async Task AnswerAsync(HttpContext http, byte[] body, string? status)
    {
        await Grpc(http).StartAsync();
        await http.Response.Body.WriteAsync(body);
        if (status is not null)
        {
            http.Response.AppendTrailer("grpc-status", status);
        }
    }

    private static async Task<RpcException> FailAsync(RequestDelegate script, bool unary = true)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(script);
        return await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            if (unary)
            {
                await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
            }
            else
            {
                await server.Client.Stream(new Question()).Patiently().CountAsync();
            }
        });
    }
}
