using CodeFirst.Grpc;
using CodeFirst.Grpc.ErrorDetails;

namespace Tests.CodeFirst.Calls;

/// <summary>Exceptions of handlers that an application gives a meaning.</summary>
[TestClass]
public sealed class ExceptionMapTests
{
    [TestMethod]
    public async Task Exception_ThatIsMapped_IsItsStatusAndNoErrorOfTheServers()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Exceptions.Map<KeyNotFoundException>(e => new Status(StatusCode.NotFound, e.Message)));
        server.Probe.OnAsk = (_, _) => throw new KeyNotFoundException("no such map");
        server.Probe.OnStream = (_, _) => throw new KeyNotFoundException("no such map");
        foreach (Func<Task> call in new Func<Task>[] { () => server.Client.Ask(new Question()), async () => await server.Client.Stream(new Question()).CountAsync() })
        {
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience));
            Assert.AreEqual("NotFound: \"no such map\"", error.Status.ToString());
        }

        Assert.Contains("CallFailed", server.Log.Events);
    }

    [TestMethod]
    public async Task Exception_OfADerivedClass_MeansWhatTheClosestMappingSays()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Exceptions
            .Map<IOException>(_ => new Status(StatusCode.Unavailable, "disk"))
            .Map<FileNotFoundException>(_ => new Status(StatusCode.NotFound, "file")));
        Assert.AreEqual("NotFound: \"file\"", await AskAsync(server, new FileNotFoundException()));
        Assert.AreEqual("Unavailable: \"disk\"", await AskAsync(server, new DirectoryNotFoundException()));
    }

    [TestMethod]
    public async Task Mapping_ThatGivesNull_LeavesItToTheBaseClass()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Exceptions
            .Map<ArgumentException>(_ => new Status(StatusCode.InvalidArgument, "wrong"))
            .Map<ArgumentNullException>((_, call) => call.Method == "/test.Probe/Stream" ? new RpcException(Status.DefaultCancelled) : null));
        Assert.AreEqual("InvalidArgument: \"wrong\"", await AskAsync(server, new ArgumentNullException()));
    }

    [TestMethod]
    public async Task Mapping_WithDetails_SendsThem()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Exceptions.Map<FormatException>((e, call) =>
            new RpcStatus { Code = (int)StatusCode.InvalidArgument, Message = e.Message, Details = { Any.Pack(new ErrorInfo { Reason = "FORMAT", Domain = call.Method }) } }.ToRpcException()));
        server.Probe.OnAsk = (_, _) => throw new FormatException("x");
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("/test.Probe/Ask", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Domain);
    }

    [TestMethod]
    public async Task Exception_ThatIsNotMapped_IsUnknownAndTellsNothing()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Exceptions.Map<IOException>(_ => new Status(StatusCode.Unavailable, "disk")));
        server.Log.Expect("HandlerFailed");
        Assert.AreEqual("Unknown: \"Exception was thrown by handler.\"", await AskAsync(server, new FormatException("secret")));
    }

    [TestMethod]
    public async Task Mapping_ThatFails_IsUnknownAndLogged()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Exceptions.Map<IOException>((_, _) => throw new FormatException("secret")));
        server.Log.Expect("HandlerFailed");
        Assert.AreEqual("Unknown: \"Exception was thrown by handler.\"", await AskAsync(server, new IOException("secret")));
    }

    private static async Task<string> AskAsync(ProbeServer server, Exception exception)
    {
        server.Probe.OnAsk = (_, _) => throw exception;
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        return error.Status.ToString();
    }
}
