using System.Net;

namespace Tests.CodeFirst.Calls;

/// <summary>What the server makes of requests that our client would never send.</summary>
[TestClass]
public sealed class RequestRulesTests
{
    /// <summary>A Question without fields: flag 0, length 0.</summary>
    private static readonly byte[] Empty = [0, 0, 0, 0, 0];

    /// <summary>A Question whose number is 5.</summary>
    private static readonly byte[] Five =
    [
        0, 0, 0, 0, 2, // flag, length
        0x08, 5, // field 1, varint
    ];

    [TestMethod]
    [DataRow("application/grpc", HttpStatusCode.OK)]
    [DataRow("application/grpc+proto", HttpStatusCode.OK)]
    [DataRow("application/grpc+proto;x", HttpStatusCode.OK)]
    [DataRow("Application/gRPC", HttpStatusCode.OK)]
    [DataRow("application/grpc; charset=utf-8", HttpStatusCode.OK)]
    [DataRow("application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [DataRow("application/json", HttpStatusCode.UnsupportedMediaType)]
    [DataRow(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task ContentType_OnlyGrpcs_IsTaken(string? contentType, HttpStatusCode expected)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { ContentType = contentType };
        Assert.AreEqual(expected, (await call.SendAsync(Empty)).HttpStatus);
    }

    [TestMethod]
    public async Task Response_OfACall_HasContentTypeAndStatusInTrailers()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        RawResponse response = await call.SendAsync(Five);
        Assert.AreEqual("application/grpc", response.Headers["Content-Type"]);
        CollectionAssert.AreEqual(Five, response.Body);
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
        Assert.IsFalse(response.Trailers.ContainsKey("grpc-message"));
        Assert.IsFalse(response.Headers.ContainsKey("grpc-status"));
    }

    [TestMethod]
    public async Task Response_OfAStreamWithoutMessages_IsOk()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { Path = RawCall.Stream };
        RawResponse response = await call.SendAsync(Empty);
        Assert.IsEmpty(response.Body);
        Assert.AreEqual("0", response.Trailers.GetValueOrDefault("grpc-status") ?? response.TrailersOnlyStatus);
    }

    [TestMethod]
    public async Task Http1_Call_IsToldToUpgrade()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(listen: e => e.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1);
        using var call = new RawCall(server.Address) { Version = HttpVersion.Version11 };
        Assert.AreEqual(HttpStatusCode.UpgradeRequired, (await call.SendAsync(Empty)).HttpStatus);
    }

    [TestMethod]
    [DataRow("/test.Probe/Nothing", DisplayName = "method")]
    [DataRow("/test.Nobody/Ask", DisplayName = "service")]
    [DataRow("/test.probe/ask", DisplayName = "wrong case")]
    public async Task Path_ThatDoesNotExist_IsUnimplemented(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { Path = path };
        RawResponse response = await call.SendAsync(Empty);
        Assert.AreEqual(HttpStatusCode.OK, response.HttpStatus);
        Assert.AreEqual("12", response.TrailersOnlyStatus);
        Assert.Contains(path, response.TrailersOnlyMessage!);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    [DataRow(RawCall.Ask)]
    [DataRow(RawCall.Stream)]
    public async Task Body_WithoutMessage_IsUnimplemented(string path) => await ExpectAsync(path, "12", "no request message", []);

    [TestMethod]
    [DataRow(RawCall.Ask)]
    [DataRow(RawCall.Stream)]
    public async Task Body_OfTwoMessages_IsUnimplemented(string path) => await ExpectAsync(path, "12", "more than one", [.. Five, .. Empty]);

    [TestMethod]
    public async Task Body_CutInsideThePrefix_IsInternal() => await ExpectAsync(RawCall.Ask, "13", "5 bytes were expected, 3 came", [0, 0, 0]);

    [TestMethod]
    public async Task Body_CutInsideTheMessage_IsInternal() => await ExpectAsync(RawCall.Ask, "13", "2 bytes were announced, 1 came", Five[..^1]);

    [TestMethod]
    public async Task Body_FlagOfTwo_IsInternal() => await ExpectAsync(RawCall.Ask, "13", "flag is 2", [2, 0, 0, 0, 0]);

    [TestMethod]
    public async Task Body_CompressedWithoutEncoding_IsInternal() => await ExpectAsync(RawCall.Ask, "13", "grpc-encoding", [1, 0, 0, 0, 0]);

    [TestMethod]
    public async Task Body_NotAMessage_IsInternalAndNamesTheField() =>
        await ExpectAsync(RawCall.Ask, "13", "test.Question.number", [0, 0, 0, 0, 1, 0x08]);

    [TestMethod]
    public async Task Body_FieldOfWrongWireType_IsInternalAndNamesTheField() =>
        await ExpectAsync(RawCall.Ask, "13", "test.Question.number: came as a length and bytes (wire type 2), expected was a varint (wire type 0)", [0, 0, 0, 0, 2, 0x0A, 0]);

    [TestMethod]
    [DataRow("5")]
    [DataRow("5x")]
    [DataRow("123456789S")]
    public async Task Timeout_Malformed_IsInternalAndNamesTheHeader(string timeout)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { Timeout = timeout };
        RawResponse response = await call.SendAsync(Empty);
        Assert.AreEqual("13", response.TrailersOnlyStatus);
        Assert.Contains("grpc-timeout", response.TrailersOnlyMessage!);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Body_AtEverySplit_IsTheSameMessage()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        for (int split = 0; split <= Five.Length; split++)
        {
            CollectionAssert.AreEqual(Five, (await call.SendAsync(Five[..split], Five[split..])).Body, $"split at {split}");
        }

        CollectionAssert.AreEqual(Five, (await call.SendAsync([.. Five.Select(b => new[] { b })])).Body, "byte by byte");
    }

    private static async Task ExpectAsync(string path, string status, string message, byte[] body)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { Path = path };
        RawResponse response = await call.SendAsync(body);
        Assert.AreEqual(HttpStatusCode.OK, response.HttpStatus);
        Assert.AreEqual(status, response.TrailersOnlyStatus);
        Assert.Contains(message, response.TrailersOnlyMessage!);
        Assert.AreEqual(0, server.Probe.Calls);
    }
}
