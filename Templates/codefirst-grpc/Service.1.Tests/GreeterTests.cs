using CodeFirst.Grpc.Client;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Service._1.Contracts;
using Service._1.Server;

[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace Service._1.Tests;

/// <summary>Calls the server as clients do, on a port that is free.</summary>
[TestClass]
public sealed class GreeterTests
{
    private readonly WebApplication _server = ServerApp.Create(["--urls", "http://127.0.0.1:0"]);
    private GrpcChannel _channel = null!;

    private IGreeter Greeter => _channel.CreateGrpcService<IGreeter>();

    [TestInitialize]
    public async Task StartAsync()
    {
        await _server.StartAsync();
        _channel = GrpcChannel.ForAddress(_server.Urls.First(), new GrpcChannelOptions().UseCompiledContracts());
    }

    [TestCleanup]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [TestMethod]
    public async Task SayHello_Name_IsGreeted()
    {
        Greeting greeting = await Greeter.SayHello(new HelloRequest { Name = "Ada" });

        Assert.AreEqual("Hello, Ada!", greeting.Text);
    }

    [TestMethod]
    public async Task SayHellos_ThreeTimes_StreamsThreeGreetings()
    {
        var greetings = new List<string>();
        await foreach (Greeting greeting in Greeter.SayHellos(new HelloRequest { Name = "Ada", Times = 3 }))
        {
            greetings.Add(greeting.Text);
        }

        Assert.HasCount(3, greetings);
    }
}
