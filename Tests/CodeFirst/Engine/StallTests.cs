using System.Net;
using CodeFirst.Grpc.AspNetCore;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Engine;

/// <summary>A client that neither reads nor sends costs the server one stream, and that for a while only.</summary>
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
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(PlantServer.Patience));

        // The client has read one message and reads no more; the handler's token tells that the server has had enough.
        await ended.Task.WaitAsync(PlantServer.Patience);
        Assert.AreEqual(3, (await plant.Make(new Order { Load = new byte[3] }).WaitAsync(PlantServer.Patience)).Number);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            while (await stream.MoveNextAsync().AsTask().WaitAsync(PlantServer.Patience))
            {
            }
        });
        Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
        await AssertLoggedOnceAsync(server);
    }

    [TestMethod]
    [DataRow(300_000)]
    [DataRow(900_000)]
    public async Task Response_NotRead_IsResetThoughItsHandlerIsDone(int size)
    {
        await using PlantServer server = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { InitialHttp2StreamWindowSize = 65_535 }) { Timeout = PlantServer.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/engine.Plant/Make")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 4, 0x10, (byte)(size | 0x80), (byte)((size >> 7) | 0x80), (byte)(size >> 14)]),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await server.StalledAsync();
        HttpRequestException error = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => response.Content.CopyToAsync(Stream.Null));
        Assert.AreEqual(8, ((HttpProtocolException)error.InnerException!).ErrorCode, "CANCEL");
        await AssertLoggedOnceAsync(server);
    }

    [TestMethod]
    [DataRow("Make")]
    [DataRow("MakeMany")]
    [DataRow("Count")]
    [DataRow("Copy")]
    public async Task Message_NotSentToItsEnd_IsReset(string method)
    {
        await using PlantServer server = await StartAsync();
        using var body = new Slow([0, 0, 0, 0, 9, 1]);
        HttpProtocolException error = await ResetAsync(server, method, body);
        Assert.AreEqual(8, error.ErrorCode, "CANCEL");
        await AssertLoggedOnceAsync(server);
    }

    [TestMethod]
    [DataRow("Make")]
    [DataRow("MakeMany")]
    public async Task Message_ThatIsDueAndDoesNotBegin_IsReset(string method)
    {
        await using PlantServer server = await StartAsync();
        using var body = new Slow([]);
        Assert.AreEqual(8, (await ResetAsync(server, method, body)).ErrorCode, "CANCEL");
    }

    [TestMethod]
    [DataRow("Make")]
    [DataRow("Count")]
    public async Task Message_ByteForByte_IsResetThoughEachByteIsInTime(string method)
    {
        await using PlantServer server = await StartAsync();
        using var body = new Slow([0, 0, 0, 0, 255, .. new byte[250]], pause: Limit / 20);
        Assert.AreEqual(8, (await ResetAsync(server, method, body)).ErrorCode, "CANCEL");
    }

    [TestMethod]
    public async Task Stream_WithoutAMessageForLong_GoesOn()
    {
        await using PlantServer server = await StartAsync();
        using GrpcChannel channel = server.CreateChannel(true);
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, true);
        await using IAsyncEnumerator<Part> copies = plant.Copy(Parts()).GetAsyncEnumerator();
        for (int i = 0; i < 3; i++)
        {
            Assert.IsTrue(await copies.MoveNextAsync().AsTask().WaitAsync(PlantServer.Patience));
        }

        Assert.IsFalse(await copies.MoveNextAsync());
        Assert.IsEmpty(server.Events);

        // Each pause is one in which another call of the same server is reset.
        async IAsyncEnumerable<Part> Parts()
        {
            for (int i = 0; i < 3; i++)
            {
                yield return new Part { Number = 1 };
                await using PlantServer other = await StartAsync();
                for (int reset = 0; reset < 2; reset++)
                {
                    using var body = new Slow([]);
                    await ResetAsync(other, "Make", body);
                }
            }
        }
    }

    [TestMethod]
    public void Timeout_OutOfItsRange_IsRefused()
    {
        var options = new CompiledContractsOptions();
        Assert.AreEqual(TimeSpan.FromMinutes(2), options.StallTimeout);
        options.StallTimeout = Timeout.InfiniteTimeSpan;
        foreach (TimeSpan wrong in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-2), TimeSpan.FromDays(50) })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.StallTimeout = wrong);
        }
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

    private static async Task<HttpProtocolException> ResetAsync(PlantServer server, string method, HttpContent body)
    {
        using var http = new HttpClient { Timeout = PlantServer.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/engine.Plant/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        HttpRequestException error = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => http.SendAsync(request));
        return (HttpProtocolException)error.InnerException!;
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

    /// <summary>A body that sends some bytes, then nothing more, and does not end.</summary>
    private sealed class Slow(byte[] bytes, TimeSpan pause = default) : HttpContent
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            try
            {
                foreach (byte[] part in pause == default ? [bytes] : bytes.Chunk(1))
                {
                    await stream.WriteAsync(part, cancellationToken);
                    await stream.FlushAsync(cancellationToken);
                    if (pause != default)
                    {
                        // This is what is tried: a client that takes its time.
                        await Task.Delay(pause, cancellationToken);
                    }
                }
            }
            catch (Exception)
            {
                // The reset; what HttpClient says of it is what the test looks at.
            }

            // Not ended by the reset: HttpClient would then tell of a cancelled request or of the reset, as it happens.
            await _disposed.Task;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
