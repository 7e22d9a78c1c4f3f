using System.Net;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tests.CodeFirst.Calls;

/// <summary>Services in an application that has not been set up for them, with the limits that it has for pages.</summary>
[TestClass]
public sealed class HostingTests
{
    // Kestrel looks at data rates after five seconds.
    private static readonly TimeSpan LongerThanKestrelWaits = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongerThanTheTimeLimit = TimeSpan.FromSeconds(2);

    [TestMethod]
    public async Task Requests_WithASilence_AreTakenWithKestrelsOwnLimits()
    {
        await using WebApplication app = await StartAsync(new Probe());
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());
        Assert.AreEqual(2, await channel.CreateGrpcService<IProbe>().Talk(TwoAsync(LongerThanKestrelWaits)).Patiently().CountAsync());
    }

    [TestMethod]
    public async Task Streams_InAnApplicationWithATimeLimit_LastAsLongAsTheyLike()
    {
        await using WebApplication app = await StartAsync(new Probe(), timeLimit: TimeSpan.FromSeconds(1));
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());
        IProbe client = channel.CreateGrpcService<IProbe>();
        Assert.AreEqual(2, await client.Talk(TwoAsync(LongerThanTheTimeLimit)).Patiently().CountAsync());
        Assert.AreEqual(3, (await client.Collect(TwoAsync(LongerThanTheTimeLimit)).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task UnaryCall_InAnApplicationWithATimeLimit_IsToldOfIt()
    {
        var probe = new Probe
        {
            OnAsk = async (_, call) =>
            {
                await Task.Delay(Timeout.Infinite, call.CancellationToken);
                return new Answer();
            },
        };
        await using WebApplication app = await StartAsync(probe, timeLimit: TimeSpan.FromSeconds(1));
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => channel.CreateGrpcService<IProbe>().Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("DeadlineExceeded: \"the server's time limit for requests has passed\"", error.Status.ToString());
    }

    private static async Task<WebApplication> StartAsync(Probe probe, TimeSpan? timeLimit = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, e => e.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(probe);
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddRequestTimeouts(o => o.DefaultPolicy = new RequestTimeoutPolicy { Timeout = timeLimit });
        WebApplication app = builder.Build();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.MapGrpcService<Probe>();
        await app.StartAsync().WaitAsync(ProbeServer.Patience);
        return app;
    }

    private static async IAsyncEnumerable<Question> TwoAsync(TimeSpan apart)
    {
        yield return new Question { Number = 1 };
        await Task.Delay(apart);
        yield return new Question { Number = 2 };
    }
}
