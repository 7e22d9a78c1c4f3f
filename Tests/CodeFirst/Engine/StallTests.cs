using CodeFirst.Grpc.AspNetCore;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Engine;

/// <summary>A client of compiled contracts that does not read holds its stream back too; Streams/StallTests has the limit itself.</summary>
[TestClass]
public sealed class StallTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    [TestMethod]
    [DataRow(10)]
    [DataRow(100_000)]
    public async Task Stream_NotRead_IsResetAndTheOtherCallsGoOn(int size)
    {
        await using PlantServer server = await StartAsync();
        var ended = new TaskCompletionSource();
        server.Plant.OnMakeMany = (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return Flood(size);
        };
        using GrpcChannel channel = server.CreateChannel(true);
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, true);
        await using IAsyncEnumerator<Part> stream = plant.MakeMany(new Order()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(Waiting.Patience));

        // The client has read one message and reads no more; the handler's token tells that the server has had enough.
        await ended.Task.WaitAsync(Waiting.Patience);
        Assert.AreEqual(3, (await plant.Make(new Order { Load = new byte[3] }).WaitAsync(Waiting.Patience)).Number);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            while (await stream.MoveNextAsync().AsTask().WaitAsync(Waiting.Patience))
            {
            }
        });
        Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
        await AssertLoggedOnceAsync(server);
    }

    private static Task<PlantServer> StartAsync() =>
        PlantServer.StartAsync(true, builder => builder.Services.AddCompiledContracts(options => options.StallTimeout = Limit));

    private static async Task AssertLoggedOnceAsync(PlantServer server)
    {
        await server.DisposeAsync();

        // grpc-dotnet may add an error of its own, as it does where a client aborts a call.
        Assert.HasCount(1, server.Events.Where(e => e.StartsWith("Warning", StringComparison.Ordinal)));
        Assert.Contains("Warning ClientStalled", server.Events);
    }

    private static async IAsyncEnumerable<Part> Flood(int size)
    {
        await Task.CompletedTask;
        byte[] load = new byte[size];
        while (true)
        {
            yield return new Part { Load = load };
        }
    }
}
