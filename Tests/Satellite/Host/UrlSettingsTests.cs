using CodeFirstSatellite.Host.Configuration;
using static Tests.Satellite.Harness.HostSettings;

namespace Tests.Satellite.Host;

/// <summary>Where the Host listens, and that nothing else opens a port.</summary>
[TestClass]
public sealed class UrlSettingsTests
{
    [TestMethod]
    public void Read_AspNetCoreUrlsVariable_IsTakenAfterOurOwn()
    {
        var environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "https://127.0.0.1:1" };
        Assert.AreEqual("https://127.0.0.1:1", Read(environment: environment).Urls[0].ToString());

        environment["SATELLITE_URLS"] = "https://127.0.0.1:2";
        Assert.AreEqual("https://127.0.0.1:2", Read(environment: environment).Urls[0].ToString());
    }

    [TestMethod]
    [DataRow("--urls", "https://localhost:8000", "localhost", 8000)]
    [DataRow("--urls", "https://LOCALHOST:1", "localhost", 1)]
    [DataRow("--urls", "https://127.0.0.1:0", "127.0.0.1", 0)]
    [DataRow("--urls", "https://[::1]:65535/", "[::1]", 65535)]
    [DataRow("--urls", "https://*:8000", "*", 8000)]
    [DataRow("--urls", "https://+:8000", "*", 8000)]
    [DataRow("--urls", "https://0.0.0.0:8000", "0.0.0.0", 8000)]
    [DataRow("--urls", "https://10.0.0.1", "10.0.0.1", 443)]
    public void Read_Url_IsHostAndPort(string name, string url, string host, int port)
    {
        ListenAddress address = Assert.ContainsSingle(Read([name, url]).Urls);

        Assert.AreEqual((host, port), (address.Host, address.Port));
    }

    [TestMethod]
    [DataRow("9464", "http://127.0.0.1:9464")]
    [DataRow("0", "http://127.0.0.1:0")]
    [DataRow("http://localhost:9464", "http://localhost:9464")]
    [DataRow("http://[::1]:1", "http://[::1]:1")]
    [DataRow("http://*:9464", "http://*:9464")]
    public void Read_MetricsPort_IsOfLoopbackUnlessTold(string text, string address) =>
        Assert.AreEqual(address, Read(["--metrics", text]).Metrics?.ToString());

    [TestMethod]
    [DataRow("65536")]
    [DataRow("-1")]
    [DataRow("https://localhost:9464")]
    [DataRow("http://example.com:9464")]
    [DataRow("http://127.0.0.1:9464/metrics")]
    public void Read_MetricsPortThatCannotBe_IsRefused(string text) =>
        StringAssert.StartsWith(
            Refused(["--metrics", text]), "--metrics: expected a port such as 9464, of 127.0.0.1", StringComparison.Ordinal);

    [TestMethod]
    public void Read_MetricsPort_IsNoneByDefault() => Assert.IsNull(Read().Metrics);

    [TestMethod]
    [DataRow("ASPNETCORE_HTTP_PORTS", "8080")]
    [DataRow("ASPNETCORE_HTTPS_PORTS", "8081")]
    [DataRow("DOTNET_HTTP_PORTS", "8080")]
    [DataRow("ASPNETCORE_Kestrel__Endpoints__Http__Url", "http://*:80")]
    public void Read_VariableThatWouldOpenAPort_IsRefused(string name, string value) =>
        StringAssert.StartsWith(
            Refused([], new() { [name] = value }),
            $"{name} is set to '{value}', but the Host opens only the ports of --urls",
            StringComparison.Ordinal);

    [TestMethod]
    public void Read_EmptyVariableOfAPort_OpensNone() =>
        Assert.AreEqual(8000, Read(environment: new Dictionary<string, string> { ["ASPNETCORE_HTTP_PORTS"] = "" }).Urls[0].Port);

    [TestMethod]
    [DataRow("ASPNETCORE_URLS")]
    [DataRow("DOTNET_URLS")]
    public void Read_AspNetCoreUrlWithoutTls_IsRefused(string name) =>
        StringAssert.StartsWith(
            Refused([], new() { [name] = "http://localhost:5000" }),
            $"{name}: expected https URLs",
            StringComparison.Ordinal);

    [TestMethod]
    [DataRow("""{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://*:80" } } } }""", "Kestrel:Endpoints")]
    [DataRow("""{ "urls": "http://*:80" }""", "urls")]
    [DataRow("""{ "http_ports": "80" }""", "http_ports")]
    public void Read_KeyThatWouldOpenAPort_IsRefused(string json, string key) =>
        StringAssert.StartsWith(
            Refused([], json: json),
            $"the key {key} is set, but the Host opens only the ports of --urls",
            StringComparison.Ordinal);
}
