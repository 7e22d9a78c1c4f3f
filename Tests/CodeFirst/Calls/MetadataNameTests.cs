using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>Metadata with names that HTTP has a use for as well.</summary>
[TestClass]
public sealed class MetadataNameTests
{
    [TestMethod]
    [DataRow("expires")]
    [DataRow("last-modified")]
    [DataRow("content-language")]
    [DataRow("content-encoding")]
    [DataRow("allow")]
    [DataRow("range")]
    [DataRow("cookie")]
    public async Task Name_OfAnHttpHeader_GoesBothWays(string name)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        string? seen = null;
        server.Probe.OnAsk = async (_, call) =>
        {
            seen = call.RequestHeaders.GetValue(name);
            await call.WriteResponseHeadersAsync(new Metadata { { name, "header" } });
            call.ResponseTrailers.Add(name, "trailer");
            return new Answer();
        };
        var context = new CallContext(new CallOptions(new Metadata { { name, "request" } }), CallContextFlags.CaptureMetadata);
        await server.Client.Ask(new Question(), context).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual("request", seen);
        Assert.AreEqual("header", (await context.ResponseHeadersAsync()).GetValue(name));
        Assert.AreEqual("trailer", context.ResponseTrailers().GetValue(name));
    }

    [TestMethod]
    [DataRow("connection")]
    [DataRow("Keep-Alive")]
    [DataRow("proxy-connection")]
    [DataRow("transfer-encoding")]
    [DataRow("upgrade")]
    public void Name_OfAnHttp1Connection_IsRefused(string name) =>
        Assert.Contains($"'{name}'", Assert.ThrowsExactly<ArgumentException>(() => new Metadata.Entry(name, "x")).Message);
}
