using CodeFirst.Grpc.Client;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Clients;

/// <summary>Clients that Grpc.Net.ClientFactory makes.</summary>
[TestClass]
public sealed class ClientFactoryTests
{
    [TestMethod]
    public async Task Client_OfACompiledContract_IsTheCompiledOne()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        await using ServiceProvider services = Services(server, _ => { });

        IProbe probe = services.GetRequiredService<IProbe>();

        Assert.AreSame(server.Client.GetType(), probe.GetType());
        Assert.AreEqual(7, (await probe.Ask(new Question { Number = 7 }).Patiently()).Number);
    }

    [TestMethod]
    public async Task Stream_OfAFactorysClient_ArrivesInBatches()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        GrpcChannelOptions? options = null;
        await using ServiceProvider services = Services(server, client => client.ConfigureChannel(channel => options = channel));

        IAsyncEnumerable<Answer> answers = services.GetRequiredService<IProbe>().Stream(new Question { Number = 10_000 });

        StringAssert.StartsWith(answers.GetType().Name, "MessageStream");
        Assert.AreEqual("BatchingHandler", options?.HttpHandler?.GetType().Name);
        Assert.AreEqual(10_000, await answers.CountAsync().Patiently());
    }

    [TestMethod]
    public async Task Stream_HandlerSetInChannelOptions_StillArrivesInBatches()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var counted = new CountingHandler();
        GrpcChannelOptions? options = null;
        await using ServiceProvider services = Services(server, client => client.ConfigureChannel(channel =>
        {
            channel.HttpHandler = counted;
            options = channel;
        }));

        Assert.AreEqual(100, await services.GetRequiredService<IProbe>().Stream(new Question { Number = 100 }).CountAsync().Patiently());
        Assert.AreEqual("BatchingHandler", options?.HttpHandler?.GetType().Name);
        Assert.AreEqual(1, counted.Requests, "the application's handler");
    }

    [TestMethod]
    public async Task Interceptor_OfAClient_SeesEachMessageOfAStream()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var messages = new MessageCounter();
        await using ServiceProvider services = Services(server, client => client.AddInterceptor(() => messages));

        Assert.AreEqual(100, await services.GetRequiredService<IProbe>().Stream(new Question { Number = 100 }).CountAsync().Patiently());
        Assert.AreEqual(100, messages.Count);
    }

    [TestMethod]
    public async Task CallCredentials_OfAClient_AreSentWithEachCall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var tokens = new List<string?>();
        server.Probe.OnEveryCall = call => tokens.Add(call.RequestHeaders.GetValue("token"));
        await using ServiceProvider services = Services(server, client => client
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true)
            .AddCallCredentials((_, metadata) =>
            {
                metadata.Add("token", "t1");
                return Task.CompletedTask;
            }));
        IProbe probe = services.GetRequiredService<IProbe>();

        await probe.Ask(new Question()).Patiently();
        Assert.AreEqual(3, await probe.Stream(new Question { Number = 3 }).CountAsync().Patiently());

        CollectionAssert.AreEqual(new[] { "t1", "t1" }, tokens);
    }

    [TestMethod]
    public async Task Clients_OfTwoNames_CallTheirOwnServers()
    {
        await using ProbeServer one = await ProbeServer.StartAsync();
        await using ProbeServer other = await ProbeServer.StartAsync();
        var collection = new ServiceCollection();
        collection.AddCodeFirstGrpcClient<IProbe>("one", options => options.Address = new Uri(one.Address));
        collection.AddCodeFirstGrpcClient<IProbe>("other", options => options.Address = new Uri(other.Address));
        await using ServiceProvider services = collection.BuildServiceProvider();
        GrpcClientFactory clients = services.GetRequiredService<GrpcClientFactory>();

        await clients.CreateClient<IProbe>("other").Ask(new Question()).Patiently();

        Assert.AreEqual((0, 1), (one.Probe.Calls, other.Probe.Calls));
    }

    [TestMethod]
    public async Task Address_OfAnotherService_IsTakenFromIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var collection = new ServiceCollection();
        collection.AddSingleton(new Uri(server.Address));
        collection.AddCodeFirstGrpcClient<IProbe>((services, options) => options.Address = services.GetRequiredService<Uri>());
        await using ServiceProvider services = collection.BuildServiceProvider();

        Assert.AreEqual(1, (await services.GetRequiredService<IProbe>().Ask(new Question { Number = 1 }).Patiently()).Number);
    }

    private static ServiceProvider Services(ProbeServer server, Action<IHttpClientBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddCodeFirstGrpcClient<IProbe>(options => options.Address = new Uri(server.Address)));
        return services.BuildServiceProvider();
    }

    private sealed class CountingHandler() : DelegatingHandler(GrpcHttpHandler.CreateDefault())
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class MessageCounter : Interceptor
    {
        public int Count { get; private set; }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncServerStreamingCall<TResponse> call = continuation(request, context);
            var counted = new Reader<TResponse>(call.ResponseStream, this);
            return new(counted, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private sealed class Reader<T>(IAsyncStreamReader<T> inner, MessageCounter counter) : IAsyncStreamReader<T>
        {
            public T Current => inner.Current;

            public async Task<bool> MoveNext(CancellationToken cancellationToken)
            {
                bool moved = await inner.MoveNext(cancellationToken);
                counter.Count += moved ? 1 : 0;
                return moved;
            }
        }
    }
}
