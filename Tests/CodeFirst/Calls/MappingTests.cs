using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

[assembly: ProtoFile("test.clinic", FileName = "grpc/health/v1/health.proto")]

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class MappingTests
{
    [TestMethod]
    public void MapGrpcService_OfAClassWithoutContract_FailsAndNamesIt()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpc();
        WebApplication app = builder.Build();
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => app.MapGrpcService<MappingTests>());
        Assert.Contains(nameof(MappingTests), error.Message);
    }

    [TestMethod]
    public void MapGrpcService_OfANameThatAnotherAssemblysContractHasButForItsCase_FailsAndNamesBoth()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpcHealth();
        WebApplication app = builder.Build();
        app.MapCodeFirstGrpcHealthService();
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => app.MapGrpcService<OtherHealth>());
        Assert.Contains(nameof(IOtherHealth), error.Message);
        Assert.Contains("CodeFirst.Grpc.Server.IHealth", error.Message);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MapGrpcService_OfASchemaFileThatAnotherAssemblyWritesToo_FailsAndNamesBothAndTheWayOut(bool otherFirst)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpcHealth();
        WebApplication app = builder.Build();
        Action[] mappings = [() => app.MapCodeFirstGrpcHealthService(), () => app.MapGrpcService<Clinic>()];
        mappings[otherFirst ? 1 : 0]();

        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(mappings[otherFirst ? 0 : 1]);
        foreach (string expected in new[] { "'grpc/health/v1/health.proto'", "'CodeFirst.Grpc.Server' (package 'grpc.health.v1')", "'Tests.CodeFirst' (package 'test.clinic')", "[assembly: ProtoFile(\"" })
        {
            Assert.Contains(expected, error.Message);
        }
    }

    [TestMethod]
    public void MapGrpcService_WithoutAddCodeFirstGrpc_FailsAndSaysWhatToCall()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => app.MapGrpcService<Probe>());
        Assert.Contains("AddCodeFirstGrpc", error.Message);
    }

    [TestMethod]
    public void MapGrpcService_OfAService_PutsMetadataOnEveryMethod()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpc();
        WebApplication app = builder.Build();
        app.MapGrpcService<Probe>().WithMetadata("mine");
        Method[] methods = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).Where(e => e.Metadata.GetMetadata<string>() == "mine").Select(e => e.Metadata.GetMetadata<Method>()).OfType<Method>()];
        CollectionAssert.AreEquivalent(new[] { "/test.Probe/Ask", "/test.Probe/Stream", "/test.Probe/Collect", "/test.Probe/Talk" }, methods.Select(m => m.FullName).ToArray());
    }

    [TestMethod]
    public void CreateGrpcService_OfAnInterfaceThatIsNoContract_FailsAndNamesIt()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress("http://localhost:1");
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => channel.CreateGrpcService<IDisposable>());
        Assert.Contains("System.IDisposable", error.Message);
    }

    [TestMethod]
    [DataRow("localhost:8000")]
    [DataRow("/relative")]
    [DataRow("ftp://localhost")]
    public void ForAddress_NotAnHttpAddress_FailsAndShowsOne(string address) =>
        Assert.Contains("https://localhost:8000", Assert.ThrowsExactly<ArgumentException>(() => GrpcChannel.ForAddress(address)).Message);

    [TestMethod]
    public async Task Service_NotRegistered_IsMadeForEachCallAndDisposed()
    {
        var counts = new Counts();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        Microsoft.AspNetCore.Hosting.WebHostBuilderKestrelExtensions.ConfigureKestrel(builder.WebHost, k => k.Listen(System.Net.IPAddress.Loopback, 0, e => e.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));
        builder.Services.AddSingleton(counts);
        builder.Services.AddCodeFirstGrpc();
        await using WebApplication app = builder.Build();
        app.MapGrpcService<PerCall>();
        await app.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());
        IProbe client = channel.CreateGrpcService<IProbe>();
        await client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
        await client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
        await app.StopAsync().WaitAsync(ProbeServer.Patience);
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

        public PerCall(Counts counts)
        {
            _counts = counts;
            counts.Made++;
        }

        public Task<Answer> Ask(Question question, CallContext context) => Task.FromResult(new Answer());

        public IAsyncEnumerable<Answer> Stream(Question question, CallContext context) => AsyncEnumerable.Empty<Answer>();

        public Task<Answer> Collect(IAsyncEnumerable<Question> questions, CallContext context) => Task.FromResult(new Answer());

        public IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions, CallContext context) => AsyncEnumerable.Empty<Answer>();

        public ValueTask DisposeAsync()
        {
            _counts.Disposed++;
            return default;
        }
    }
}

/// <summary>Routes match in any case, so this would stand in the way of the runtime's own health service.</summary>
[Service("grpc.health.v1.health")]
public interface IOtherHealth
{
    Task Check();
}

public sealed class OtherHealth : IOtherHealth
{
    public Task Check() => Task.CompletedTask;
}

/// <summary>Its schema file has the path of that of the runtime's own health service.</summary>
[Service("test.clinic.Clinic")]
public interface IClinic
{
    Task Visit();
}

public sealed class Clinic : IClinic
{
    public Task Visit() => Task.CompletedTask;
}
