using CodeFirst.Grpc.Client;
using Grpc.Core;
using Grpc.Net.Client;
using ProtoBuf.Grpc.Configuration;

namespace Tests.CodeFirst.Engine;

/// <summary>What the client's line leaves as it was.</summary>
[TestClass]
public sealed class ChannelTests
{
    [TestMethod]
    public void Transport_OfAChannelThatNamesNone_ReachesServersAsGrpcDotnetsDoes()
    {
        using var plain = new SocketsHttpHandler();
        using var ours =
            (SocketsHttpHandler)((DelegatingHandler)new GrpcChannelOptions().UseCompiledContracts().HttpHandler!).InnerHandler!;
        Assert.AreEqual(
            (plain.UseProxy, plain.AllowAutoRedirect, plain.ConnectTimeout, plain.KeepAlivePingDelay),
            (ours.UseProxy, ours.AllowAutoRedirect, ours.ConnectTimeout, ours.KeepAlivePingDelay));
        Assert.IsTrue(ours.EnableMultipleHttp2Connections, "grpc-dotnet's own has it");
    }

    /// <summary>The message that stands for others on the way through grpc-dotnet is longer than these may be.</summary>
    [TestMethod]
    public async Task Stream_UnderALimitOfFewBytes_ArrivesLikeAnyOther()
    {
        await using PlantServer server = await PlantServer.StartAsync(true);
        using GrpcChannel channel = server.CreateChannel(true, options => options.MaxReceiveMessageSize = 16);
        Assert.AreEqual(500, await PlantServer.CreateClient<IPlant>(channel, true).MakeMany(new Order { Count = 500 }).CountAsync());
    }

    [TestMethod]
    public void Proxy_ThatAContractNames_IsItsClient()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress("http://localhost:1", new GrpcChannelOptions().UseCompiledContracts());
        Assert.IsInstanceOfType<Proxied>(channel.CreateGrpcService<IProxied>());
    }

    /// <summary>Left to protobuf-net.Grpc, because it inherits.</summary>
    [Service("engine.Proxied")]
    [Proxy(typeof(Proxied))]
    public interface IProxied : IDisposable
    {
        Task<Part> Make(Order order);
    }

    private sealed class Proxied(CallInvoker invoker) : IProxied
    {
        public Task<Part> Make(Order order) => throw new NotSupportedException(invoker.ToString());

        public void Dispose()
        {
        }
    }
}
