using CodeFirst.Grpc;
using CodeFirst.Grpc.ErrorDetails;
using CodeFirst.Protobuf;

namespace Tests.CodeFirst.Calls;

/// <summary>google.rpc.Status, from a handler to a client, and what is made of one that is not what it should be.</summary>
[TestClass]
public sealed class ErrorDetailsTests
{
    [TestMethod]
    public async Task Details_ThrownByAHandler_ReachTheClientTyped()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => throw new RpcStatus
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = "ll.x is −1 ☺",
            Details =
            {
                Any.Pack(new BadRequest { FieldViolations = { new FieldViolation { Field = "ll.x", Description = "it is negative" } } }),
                Any.Pack(new RetryInfo { RetryDelay = TimeSpan.FromMilliseconds(1500) }),
                Any.Pack(new ErrorInfo { Reason = "OFF_MAP", Domain = "satellite.example.com", Metadata = { ["map"] = "earth" } }),
                Any.Pack(new Question { Number = 5 }),
            },
        }.ToRpcException();

        RpcException error = await FailAsync(server.Client);
        Assert.AreEqual("InvalidArgument: \"ll.x is −1 ☺\"", error.Status.ToString());
        RpcStatus status = error.GetRpcStatus()!;
        Assert.AreEqual((int)StatusCode.InvalidArgument, status.Code);
        Assert.AreEqual("ll.x is −1 ☺", status.Message);
        FieldViolation violation = status.GetDetail<BadRequest>()!.FieldViolations.Single();
        Assert.AreEqual(("ll.x", "it is negative"), (violation.Field, violation.Description));
        Assert.AreEqual(TimeSpan.FromMilliseconds(1500), status.GetDetail<RetryInfo>()!.RetryDelay);
        Assert.AreEqual("earth", status.GetDetail<ErrorInfo>()!.Metadata["map"]);
        Assert.AreEqual(5, status.GetDetail<Question>()!.Number, "a message of the application's own");
        Assert.IsNull(status.GetDetail<Help>());
        CollectionAssert.AreEqual(
            new[] { "google.rpc.BadRequest", "google.rpc.RetryInfo", "google.rpc.ErrorInfo", "test.Question" },
            status.Details.Select(d => d.TypeName).ToArray());
    }

    [TestMethod]
    public async Task Details_OfAStream_ComeAfterItsMessages()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, _) => OneThenFailAsync();
        int count = 0;
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer _ in server.Client.Stream(new Question()).Patiently())
            {
                count++;
            }
        });
        Assert.AreEqual(1, count);
        Assert.AreEqual("page 7", error.GetRpcStatus()!.GetDetail<Help>()!.Links.Single().Description);

        static async IAsyncEnumerable<Answer> OneThenFailAsync()
        {
            await Task.CompletedTask;
            yield return new Answer();
            throw new RpcStatus
            {
                Code = (int)StatusCode.DataLoss,
                Details = { Any.Pack(new Help { Links = { new HelpLink { Description = "page 7", Url = "https://example.com" } } }) },
            }.ToRpcException();
        }
    }

    [TestMethod]
    public async Task Details_AreOnTheWire_WhatOthersReadAndWrite()
    {
        // google.rpc.Status { code: 5, message: "no", details: [ { type_url: "type.googleapis.com/google.rpc.RequestInfo", value: { request_id: "r" } } ] }
        byte[] bytes = [0x08, 5, 0x12, 2, (byte)'n', (byte)'o', 0x1A, 49, 0x0A, 42, .. "type.googleapis.com/google.rpc.RequestInfo"u8, 0x12, 3, 0x0A, 1, (byte)'r'];
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => throw new RpcStatus
        {
            Code = 5,
            Message = "no",
            Details = { Any.Pack(new RequestInfo { RequestId = "r" }) },
        }.ToRpcException();
        using var call = new RawCall(server.Address);
        RawResponse response = await call.SendAsync([0, 0, 0, 0, 0]);
        Assert.AreEqual("5", response.TrailersOnlyStatus);
        Assert.AreEqual(Convert.ToBase64String(bytes).TrimEnd('='), response.Headers["grpc-status-details-bin"]);
    }

    [TestMethod]
    public async Task Details_OfAnotherCode_ArePreferred()
    {
        RpcException error = await ScriptedAsync("CAkSBGZ1bGw"); // { code: 9, message: "full" }
        Assert.AreEqual("FailedPrecondition: \"full\"", error.Status.ToString());
    }

    [TestMethod]
    [DataRow("CAASBGZ1bGw", DisplayName = "OK as the code of an error")]
    [DataRow("CGQSBGZ1bGw", DisplayName = "100 as the code")]
    public async Task Details_WithoutASensibleCode_CountForNothing(string details) =>
        Assert.AreEqual("NotFound: \"none\"", (await ScriptedAsync(details)).Status.ToString());

    [TestMethod]
    public async Task Details_ThatAreNoStatus_LeaveTheHeadersAndAreToldToWhoeverAsks()
    {
        RpcException error = await ScriptedAsync("/////w");
        Assert.AreEqual("NotFound: \"none\"", error.Status.ToString());
        Assert.Contains("google.rpc.Status", Assert.ThrowsExactly<ProtobufException>(() => error.GetRpcStatus()).Message);
    }

    [TestMethod]
    public async Task Error_WithoutDetails_HasNone()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "none"));
        Assert.IsNull((await FailAsync(server.Client)).GetRpcStatus());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(17)]
    [DataRow(-1)]
    public void Code_ThatIsNoFailure_CannotBeThrown(int code) =>
        Assert.Contains($"code {code};", Assert.ThrowsExactly<ArgumentException>(() => new RpcStatus { Code = code }.ToRpcException()).Message);

    [TestMethod]
    public void Any_OfAnotherType_IsNotUnpacked()
    {
        Any any = Any.Pack(new Question { Number = 1 });
        Assert.IsFalse(any.TryUnpack(out Answer? _));
        Assert.Contains("'test.Question', and is asked for as a 'test.Answer'", Assert.ThrowsExactly<InvalidOperationException>(() => any.Unpack<Answer>()).Message);
        Assert.Contains("is no message", Assert.ThrowsExactly<InvalidOperationException>(() => Any.Pack("text")).Message);
    }

    private static Task<RpcException> FailAsync(IProbe client) =>
        Assert.ThrowsExactlyAsync<RpcException>(() => client.Ask(new Question()).WaitAsync(ProbeServer.Patience));

    private static async Task<RpcException> ScriptedAsync(string details)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "5";
            http.Response.Headers["grpc-message"] = "none";
            http.Response.Headers["grpc-status-details-bin"] = details;
            return Task.CompletedTask;
        });
        return await FailAsync(server.Client);
    }
}
