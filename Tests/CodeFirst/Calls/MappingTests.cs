using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProtoBuf.Grpc.Server;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class MappingTests
{
    [TestMethod]
    public void MapGrpcService_OfAService_PutsMetadataOnEveryMethod()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpc();
        Contracts.Serve(builder.Services);
        WebApplication app = builder.Build();
        app.MapGrpcService<Probe>().WithMetadata("mine");
        IMethod[] methods =
        [
            .. from source in ((IEndpointRouteBuilder)app).DataSources
               from endpoint in source.Endpoints
               where endpoint.Metadata.GetMetadata<string>() == "mine"
               let method = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()
               where method is not null
               select method.Method,
        ];
        CollectionAssert.AreEquivalent(
            new[]
            {
                "Unary /test.Probe/Ask",
                "ServerStreaming /test.Probe/Stream",
                "ClientStreaming /test.Probe/Collect",
                "DuplexStreaming /test.Probe/Talk",
            },
            methods.Select(m => $"{m.Type} {m.FullName}").ToArray());
    }

    [TestMethod]
    public void MapGrpcService_WithoutAddCodeFirstGrpc_SaysWhatToCall()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => app.MapGrpcService<Probe>());
        Assert.Contains("AddGrpc", error.Message);
    }

    [TestMethod]
    [DataRow("/test.Probe/Nothing", DisplayName = "method")]
    [DataRow("/test.Nobody/Ask", DisplayName = "service")]
    public async Task Path_ThatDoesNotExist_IsUnimplemented(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Assert.AreEqual("12", (await RawConnection.CallAsync(server.Address, path, [0, 0, 0, 0, 0])).Status);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Service_NotRegistered_IsMadeForEachCallAndDisposed()
    {
        var counts = new Counts();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, e => e.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(counts);
        builder.Services.AddCodeFirstGrpc();
        Contracts.Serve(builder.Services);
        await using WebApplication app = builder.Build();
        app.MapGrpcService<PerCall>();
        await app.StartAsync().Patiently();
        using GrpcChannel channel = Contracts.Connect(app.Urls.Single());
        IProbe client = Contracts.Create<IProbe>(channel);
        await client.Ask(new Question()).Patiently();
        Assert.AreEqual(2, await client.Stream(new Question()).Patiently().CountAsync());
        await app.StopAsync().Patiently();
        Assert.AreEqual((2, 2), (counts.Made, counts.Disposed));
    }

    private sealed class Counts
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class PerCall : IProbe, IAsyncDisposable
    {
        private readonly Counts _counts;
        private bool _disposed;

        public PerCall(Counts counts)
        {
            _counts = counts;
            counts.Made++;
        }

        public Task<Answer> Ask(Question question, CallContext context) => Task.FromResult(new Answer());

        public async IAsyncEnumerable<Answer> Stream(Question question, CallContext context)
        {
            yield return new Answer();
            await Task.Yield();
            Assert.IsFalse(_disposed, "disposed before its stream has ended");
            yield return new Answer();
        }

        public Task<Answer> Collect(IAsyncEnumerable<Question> questions, CallContext context) => Task.FromResult(new Answer());

        public IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions, CallContext context) => AsyncEnumerable.Empty<Answer>();

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            _counts.Disposed++;
            return default;
        }
    }
}
