using System.Diagnostics.Tracing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using CodeFirst.Grpc.Client;
using ProtoBuf.Grpc.Client;
using ProtoBuf.Grpc.Server;

namespace Tests.CodeFirst.Engine;

/// <summary>When messages of a stream travel together, and when each goes alone.</summary>
[TestClass]
public sealed class StreamBatchTests
{
    private const int Many = 5000;

    [TestMethod]
    public async Task Stream_OfManySmallMessages_TakesFewWritesAndReads()
    {
        var flushes = new Counter();
        var reads = new Counter();
        await using PlantServer server = await PlantServer.StartAsync(
            true,
            use: app => app.Use(next => context => CountFlushesAsync(context, flushes, next)));
        using GrpcChannel channel = server.CreateChannel(true, options => options.HttpHandler = new ReadCounter(reads));
        Assert.AreEqual(Many, await PlantServer.CreateClient<IPlant>(channel, true).MakeMany(new Order { Count = Many }).CountAsync());
        Assert.IsLessThan(Many / 4, flushes.Value, "flushes");
        Assert.IsLessThan(Many / 4, reads.Value, "reads");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Stream_Intercepted_ShowsEachMessage(bool onServer)
    {
        var seen = new Counter();
        await using PlantServer server = await PlantServer.StartAsync(true, builder =>
        {
            if (onServer)
            {
                builder.Services.AddSingleton(seen);
                builder.Services.AddCodeFirstGrpc(options => options.Interceptors.Add<ServerCounter>());
            }
        });
        using GrpcChannel channel = server.CreateChannel(true);
        IPlant plant = onServer
            ? channel.CreateGrpcService<IPlant>()
            : channel.Intercept(new ClientCounter(seen)).CreateGrpcService<IPlant>();
        Assert.AreEqual(Many, await plant.MakeMany(new Order { Count = Many }).CountAsync());
        Assert.AreEqual(Many, seen.Value);
    }

    [TestMethod]
    [DataRow("Grpc.AspNetCore.Server", 5)]
    [DataRow("Grpc.Net.Client", 6)]
    public async Task Stream_WhileSomebodyListensToCounters_IsCountedMessageByMessage(string source, int messageEvent)
    {
        await using PlantServer server = await PlantServer.StartAsync(true);
        using GrpcChannel channel = server.CreateChannel(true);
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, true);
        Assert.AreEqual(1, await plant.MakeMany(new Order { Count = 1 }).CountAsync());
        using var listener = new Listener(source, messageEvent);
        Assert.AreEqual(Many, await plant.MakeMany(new Order { Count = Many }).CountAsync());
        Assert.IsGreaterThanOrEqualTo(Many, listener.Messages.Value, "other tests may add to it");
    }

    [TestMethod]
    public async Task Messages_BeforeAProducerThatWaits_ArriveAtOnce()
    {
        await using PlantServer server = await PlantServer.StartAsync(true);
        var asked = new SemaphoreSlim(0);
        server.Plant.OnMakeMany = (_, _) => Run();
        using GrpcChannel channel = server.CreateChannel(true);
        int read = 0;
        await foreach (Part part in PlantServer.CreateClient<IPlant>(channel, true)
            .MakeMany(new Order())
            .WithCancellation(new CancellationTokenSource(Waiting.Patience).Token))
        {
            Assert.AreEqual(read++, part.Number);
            if (read % 7 == 0)
            {
                asked.Release();
            }
        }

        Assert.AreEqual(70, read);

        async IAsyncEnumerable<Part> Run()
        {
            for (int i = 0; i < 70; i++)
            {
                yield return new Part { Number = i };
                if (i % 7 == 6)
                {
                    await asked.WaitAsync();
                }
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public async Task Messages_OfAProducerThatBlocksItsThread_ArriveAllTheSame(int burst)
    {
        const int Bursts = 5;
        await using PlantServer server = await PlantServer.StartAsync(true);
        using var asked = new SemaphoreSlim(0);
        server.Plant.OnMakeMany = (_, _) => Run();
        using GrpcChannel channel = server.CreateChannel(true);
        int read = 0;
        await foreach (Part part in PlantServer.CreateClient<IPlant>(channel, true)
            .MakeMany(new Order())
            .WithCancellation(new CancellationTokenSource(Waiting.Patience).Token))
        {
            Assert.AreEqual(read++, part.Number);
            if (read % burst == 0)
            {
                asked.Release();
            }
        }

        Assert.AreEqual(Bursts * burst, read);

        // Goes on only when all that it has yielded has arrived.
        async IAsyncEnumerable<Part> Run()
        {
            await Task.CompletedTask;
            for (int i = 0; i < Bursts * burst; i++)
            {
                yield return new Part { Number = i };
                if (i % burst == burst - 1)
                {
                    Assert.IsTrue(asked.Wait(Waiting.Patience));
                }
            }
        }
    }

    /// <summary>Producers return while the timer looks, sends and lets go, in every order.</summary>
    [TestMethod]
    public async Task Messages_OfProducersThatBlockNowAndThen_ArriveInOrder()
    {
        const int Streams = 8, Count = 400;
        await using PlantServer server = await PlantServer.StartAsync(true);
        server.Plant.OnMakeMany = (order, _) => Run(new Random(order.Count));
        using GrpcChannel channel = server.CreateChannel(true);
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, true);
        List<Part>[] all = await Task.WhenAll(Enumerable.Range(1, Streams).Select(async seed =>
            await plant.MakeMany(new Order { Count = seed }).ToListAsync())).WaitAsync(Waiting.Patience);
        foreach (List<Part> parts in all)
        {
            CollectionAssert.AreEqual(Enumerable.Range(0, Count).ToArray(), parts.ConvertAll(part => part.Number));
        }

        static async IAsyncEnumerable<Part> Run(Random random)
        {
            for (int i = 0; i < Count; i++)
            {
                yield return new Part { Number = i };
                switch (random.Next(40))
                {
                    case 0:
                        Thread.Sleep(random.Next(8, 24));
                        break;
                    case 1:
                        await Task.Yield();
                        break;
                }
            }
        }
    }

    [TestMethod]
    public async Task Messages_BeforeAProducerThatBlocksAndFails_Arrive()
    {
        await using PlantServer server = await PlantServer.StartAsync(true);
        using var asked = new SemaphoreSlim(0);
        server.Plant.OnMakeMany = (_, _) => Run();
        using GrpcChannel channel = server.CreateChannel(true);
        int read = 0;
        RpcException failure = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Part part in PlantServer.CreateClient<IPlant>(channel, true).MakeMany(new Order()))
            {
                Assert.AreEqual(read++, part.Number);
                asked.Release();
            }
        });
        Assert.AreEqual(StatusCode.Aborted, failure.StatusCode);
        Assert.AreEqual(3, read);

        async IAsyncEnumerable<Part> Run()
        {
            await Task.CompletedTask;
            for (int i = 0; i < 3; i++)
            {
                yield return new Part { Number = i };
            }

            for (int i = 0; i < 3; i++)
            {
                Assert.IsTrue(asked.Wait(Waiting.Patience));
            }

            throw new RpcException(new Status(StatusCode.Aborted, "enough"));
        }
    }

    [TestMethod]
    public async Task Client_MadeByAnExtensionOfBothNamespaces_IsTheCompiledOne()
    {
        await using PlantServer server = await PlantServer.StartAsync(true);
        using GrpcChannel channel = server.CreateChannel(true);
        Assert.AreEqual(typeof(IPlant).Assembly, channel.CreateGrpcService<IPlant>().GetType().Assembly);
        Assert.AreEqual(typeof(IPlant).Assembly, channel.CreateCallInvoker().CreateGrpcService<IPlant>().GetType().Assembly);
        Assert.AreNotEqual(typeof(IPlant).Assembly, GrpcClientFactory.CreateGrpcService<IPlant>(channel).GetType().Assembly);
    }

    private static Task CountFlushesAsync(HttpContext context, Counter flushes, RequestDelegate next)
    {
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(
            new FlushCounter(context.Features.Get<IHttpResponseBodyFeature>()!.Stream, flushes),
            context.Features.Get<IHttpResponseBodyFeature>()!));
        return next(context);
    }

    internal sealed class Counter
    {
        private int _value;

        public int Value => Volatile.Read(ref _value);

        public void Add() => Interlocked.Increment(ref _value);
    }

    private sealed class FlushCounter(Stream body, Counter flushes) : Forwarding(body)
    {
        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            flushes.Add();
            return base.FlushAsync(cancellationToken);
        }
    }

    private sealed class ReadCounter(Counter reads) : DelegatingHandler(GrpcHttpHandler.CreateDefault())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            var content = new StreamContent(new CountedReads(await response.Content.ReadAsStreamAsync(cancellationToken), reads));
            foreach (KeyValuePair<string, IEnumerable<string>> header in response.Content.Headers)
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = content;
            return response;
        }
    }

    private sealed class CountedReads(Stream body, Counter reads) : Forwarding(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reads.Add();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class ServerCounter(Counter seen) : Interceptor
    {
        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new Writer<TResponse>(responseStream, seen), context);

        private sealed class Writer<T>(IServerStreamWriter<T> inner, Counter seen) : IServerStreamWriter<T>
        {
            public WriteOptions? WriteOptions
            {
                get => inner.WriteOptions;
                set => inner.WriteOptions = value;
            }

            public Task WriteAsync(T message)
            {
                seen.Add();
                return inner.WriteAsync(message);
            }
        }
    }

    private sealed class ClientCounter(Counter seen) : Interceptor
    {
        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncServerStreamingCall<TResponse> call = continuation(request, context);
            return new(
                new Reader<TResponse>(call.ResponseStream, seen),
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        private sealed class Reader<T>(IAsyncStreamReader<T> inner, Counter seen) : IAsyncStreamReader<T>
        {
            public T Current => inner.Current;

            public async Task<bool> MoveNext(CancellationToken cancellationToken)
            {
                bool moved = await inner.MoveNext(cancellationToken);
                if (moved)
                {
                    seen.Add();
                }

                return moved;
            }
        }
    }

    private sealed class Listener : EventListener
    {
        private readonly int _messageEvent;

        public Listener(string source, int messageEvent)
        {
            _messageEvent = messageEvent;
            EnableEvents(EventSource.GetSources().Single(s => s.Name == source), EventLevel.Verbose);
        }

        public Counter Messages { get; } = new();

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventId == _messageEvent)
            {
                Messages.Add();
            }
        }
    }
}
