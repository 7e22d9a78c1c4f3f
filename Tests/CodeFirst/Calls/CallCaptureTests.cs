using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using Microsoft.AspNetCore.Http;

namespace Tests.CodeFirst.Calls;

/// <summary>What a context keeps of a call that fails, whatever the moment: what its caller was told.</summary>
[TestClass]
public sealed class CallCaptureTests
{
    private static readonly byte[] Five = [0, 0, 0, 0, 2, 0x08, 5];

    [TestMethod]
    public async Task Status_OfAMessageThatCannotBeReadAmongThoseThatCame_IsInternal()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync((byte[])[.. Five, 2, 0, 0, 0, 0]);
            http.Response.AppendTrailer("grpc-status", "0");
        });
        await AssertAsync(StatusCode.Internal, NewContext(), context => server.Client.Stream(new Question(), context).Patiently().CountAsync().AsTask());
    }

    [TestMethod]
    public async Task Status_OfADeadlineThatPassesWhileMessagesLieThere_IsDeadlineExceeded()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var context = new CallContext(new CallOptions(Deadline: DateTime.UtcNow.AddSeconds(1)), CallContextFlags.CaptureMetadata);
        await AssertAsync(StatusCode.DeadlineExceeded, context, async c =>
        {
            await using IAsyncEnumerator<Answer> answers = server.Client.Stream(new Question { Number = 20_000 }, c).GetAsyncEnumerator();
            Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
            while (await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience))
            {
                // As slow as a program that works on each message; the deadline comes long before the last.
                Thread.Sleep(1);
            }
        });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Status_OfARequestThatIsTooLong_IsResourceExhausted(bool intercepted)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = 10 });
        IProbe client = intercepted ? channel.Intercept(headers => headers).CreateGrpcService<IProbe>() : channel.CreateGrpcService<IProbe>();
        var tooLong = new Question { Payload = new byte[100] };
        await AssertAsync(StatusCode.ResourceExhausted, NewContext(), context => client.Ask(tooLong, context));
        await AssertAsync(StatusCode.ResourceExhausted, NewContext(), context => client.Stream(tooLong, context).Patiently().CountAsync().AsTask());
        await AssertAsync(StatusCode.ResourceExhausted, NewContext(), context => client.Collect(new[] { tooLong }.ToAsyncEnumerable(), context));
        await AssertAsync(StatusCode.ResourceExhausted, NewContext(), context => client.Talk(new[] { tooLong }.ToAsyncEnumerable(), context).Patiently().CountAsync().AsTask());
    }

    [TestMethod]
    public async Task Headers_OfAnInterceptorThatHasNone_AreEmpty()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IProbe client = server.Channel.Intercept(new Remembering()).CreateGrpcService<IProbe>();
        CallContext context = NewContext();
        Assert.AreEqual(7, (await client.Ask(new Question(), context)).Number);
        Assert.IsEmpty(await context.ResponseHeadersAsync().WaitAsync(ProbeServer.Patience));
    }

    private static CallContext NewContext() => new(default(CallOptions), CallContextFlags.CaptureMetadata);

    private static async Task AssertAsync(StatusCode expected, CallContext context, Func<CallContext, Task> call)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call(context).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(expected, error.StatusCode, error.Status.Detail);
        Assert.AreEqual(expected, context.ResponseStatus().StatusCode, context.ResponseStatus().Detail);
    }

    /// <summary>Answers from memory, without a call and so without headers.</summary>
    private sealed class Remembering : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            new(
                Task.FromResult((TResponse)(object)new Answer { Number = 7 }),
                Task.FromException<Metadata>(new InvalidOperationException("there was no call")),
                () => Status.DefaultSuccess,
                () => [],
                () => { });
    }
}
