using System.Threading.Channels;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Schema;
using CodeFirst.Grpc.Schema.Generated;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Services;

[TestClass]
public sealed class ReflectionTests
{
    private const string CalendarFile = "test/calendar.proto";

    [TestMethod]
    [DataRow(false, DisplayName = "v1")]
    [DataRow(true, DisplayName = "v1alpha")]
    public async Task ListServices_NamesEveryMappedService(bool alpha)
    {
        await using ProbeServer server = await StartAsync();
        ServerReflectionResponse response = await AskAsync(server, new() { ListServices = "*" }, alpha);
        CollectionAssert.AreEqual(
            new[] { "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "test.Probe", "test.calendar.Calendar" },
            response.ListServicesResponse!.Service.Select(s => s.Name).ToArray());
    }

    [TestMethod]
    [DataRow(false, DisplayName = "v1")]
    [DataRow(true, DisplayName = "v1alpha")]
    public async Task FileByFilename_GivesTheFileThenAllItImports(bool alpha)
    {
        await using ProbeServer server = await StartAsync();
        ServerReflectionResponse response = await AskAsync(server, new() { FileByFilename = CalendarFile }, alpha);
        FileDescriptorProto[] files = Files(response);
        Assert.AreEqual(CalendarFile, files[0].Name);
        CollectionAssert.AreEquivalent(
            new[] { "google/protobuf/duration.proto", "google/protobuf/empty.proto", "google/protobuf/timestamp.proto" },
            files.Skip(1).Select(f => f.Name).ToArray());
        Assert.IsTrue(ServiceContract.TryGet(typeof(ICalendar), out ServiceContract? contract));
        Assert.AreEqual(ProtoText.Print(contract.File), ProtoText.Print(files[0]));
    }

    [TestMethod]
    [DataRow("google/protobuf/timestamp.proto")]
    [DataRow("grpc/health/v1/health.proto")]
    [DataRow("grpc/reflection/v1/reflection.proto")]
    public async Task FileByFilename_OfAFileWithoutImports_GivesItAlone(string path)
    {
        await using ProbeServer server = await StartAsync();
        Assert.AreEqual(path, Assert.ContainsSingle(Files(await AskAsync(server, new() { FileByFilename = path }))).Name);
    }

    [TestMethod]
    [DataRow("test.calendar.Calendar", CalendarFile, DisplayName = "service")]
    [DataRow("test.calendar.Calendar.Next", CalendarFile, DisplayName = "method")]
    [DataRow("test.calendar.Appointment", CalendarFile, DisplayName = "message")]
    [DataRow("test.calendar.Appointment.from", CalendarFile, DisplayName = "field")]
    [DataRow("test.calendar.Appointment.place", CalendarFile, DisplayName = "oneof")]
    [DataRow("test.calendar.Appointment.PartsEntry", CalendarFile, DisplayName = "nested message")]
    [DataRow("test.calendar.Appointment.PartsEntry.value", CalendarFile, DisplayName = "its field")]
    [DataRow("test.calendar.Mood", CalendarFile, DisplayName = "enum")]
    [DataRow("test.calendar.MOOD_BAD", CalendarFile, DisplayName = "enum value")]
    [DataRow("google.protobuf.Empty", "google/protobuf/empty.proto", DisplayName = "imported message")]
    [DataRow("grpc.reflection.v1alpha.ServerReflection", "grpc/reflection/v1alpha/reflection.proto", DisplayName = "v1alpha itself")]
    public async Task FileContainingSymbol_OfEachKind_GivesItsFile(string symbol, string path)
    {
        await using ProbeServer server = await StartAsync();
        Assert.AreEqual(path, Files(await AskAsync(server, new() { FileContainingSymbol = symbol }))[0].Name);
    }

    [TestMethod]
    public async Task FileContainingSymbol_OfAnEnum_GivesItsZeroANumberOnTheWire()
    {
        await using ProbeServer server = await StartAsync();
        FileDescriptorProto file = Files(await AskAsync(server, new() { FileContainingSymbol = "test.calendar.Mood" }))[0];

        // Readers such as Go's refuse a file with a value that has none.
        CollectionAssert.AreEqual(new int?[] { 0, 1 }, Assert.ContainsSingle(file.EnumType).Value.Select(v => v.Number).ToArray());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("test.calendar", DisplayName = "a package")]
    [DataRow(".test.calendar.Calendar", DisplayName = "a leading dot")]
    [DataRow("test.calendar.calendar", DisplayName = "another case")]
    [DataRow("test.calendar.Mood.MOOD_BAD", DisplayName = "an enum value inside its enum")]
    [DataRow("test/calendar.proto", DisplayName = "a path")]
    public async Task FileContainingSymbol_OfNothing_IsAnErrorInTheAnswer(string symbol)
    {
        await using ProbeServer server = await StartAsync();
        AssertError(StatusCode.NotFound, await AskAsync(server, new() { FileContainingSymbol = symbol }));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nothing.proto")]
    [DataRow("test.calendar.Calendar", DisplayName = "a symbol")]
    [DataRow("google/protobuf/descriptor.proto", DisplayName = "a file that no service needs")]
    public async Task FileByFilename_OfNothing_IsAnErrorInTheAnswer(string path)
    {
        await using ProbeServer server = await StartAsync();
        AssertError(StatusCode.NotFound, await AskAsync(server, new() { FileByFilename = path }));
    }

    [TestMethod]
    public async Task Extensions_AreNone()
    {
        await using ProbeServer server = await StartAsync();
        AssertError(StatusCode.NotFound, await AskAsync(server, new() { FileContainingExtension = new() { ContainingType = "test.calendar.Appointment", ExtensionNumber = 100 } }));
        AssertError(StatusCode.NotFound, await AskAsync(server, new() { AllExtensionNumbersOfType = "test.calendar.Nothing" }));
        AssertError(StatusCode.NotFound, await AskAsync(server, new() { AllExtensionNumbersOfType = "test.calendar.Mood" }));

        ServerReflectionResponse known = await AskAsync(server, new() { AllExtensionNumbersOfType = "test.calendar.Appointment" });
        Assert.AreEqual("test.calendar.Appointment", known.AllExtensionNumbersResponse!.BaseTypeName);
        Assert.IsEmpty(known.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [TestMethod]
    public async Task Request_OfNoKnownKind_IsAnErrorInTheAnswer()
    {
        await using ProbeServer server = await StartAsync();
        AssertError(StatusCode.Unimplemented, await AskAsync(server, new() { Host = "localhost" }));
    }

    [TestMethod]
    public async Task Answer_EchoesItsRequest()
    {
        await using ProbeServer server = await StartAsync();
        ServerReflectionResponse response = await AskAsync(server, new() { Host = "localhost", FileContainingExtension = new() { ContainingType = "a.B", ExtensionNumber = 7 } });
        Assert.AreEqual("localhost", response.ValidHost);
        Assert.AreEqual("localhost", response.OriginalRequest!.Host);
        Assert.AreEqual(("a.B", 7), (response.OriginalRequest.FileContainingExtension!.ContainingType, response.OriginalRequest.FileContainingExtension.ExtensionNumber));
    }

    [TestMethod]
    public async Task Questions_OneByOne_AreAnsweredInOrderUntilTheClientEnds()
    {
        await using ProbeServer server = await StartAsync();
        var questions = Channel.CreateUnbounded<ServerReflectionRequest>();
        await using IAsyncEnumerator<ServerReflectionResponse> answers =
            server.Channel.CreateGrpcService<IServerReflection>().ServerReflectionInfo(questions.Reader.ReadAllAsync()).GetAsyncEnumerator();
        foreach (string symbol in (string[])["test.Probe", "nothing", "test.Probe", "google.protobuf.Empty"])
        {
            await questions.Writer.WriteAsync(new() { FileContainingSymbol = symbol });
            Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
            Assert.AreEqual(symbol, answers.Current.OriginalRequest!.FileContainingSymbol);
            Assert.AreEqual(symbol == "nothing", answers.Current.ErrorResponse is not null);
        }

        questions.Writer.Complete();
        Assert.IsFalse(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Questions_AllAtOnce_AreAnsweredInOrder()
    {
        await using ProbeServer server = await StartAsync();
        IEnumerable<ServerReflectionRequest> questions = Enumerable.Range(0, 1000).Select(i => new ServerReflectionRequest { FileByFilename = i % 2 == 0 ? CalendarFile : $"{i}" });
        int next = 0;
        await foreach (ServerReflectionResponse answer in server.Channel.CreateGrpcService<IServerReflection>().ServerReflectionInfo(questions.ToAsyncEnumerable()).Patiently())
        {
            Assert.AreEqual(next % 2 == 0 ? CalendarFile : $"{next}", answer.OriginalRequest!.FileByFilename);
            next++;
        }

        Assert.AreEqual(1000, next);
    }

    [TestMethod]
    public async Task Stop_WithAClientThatAsksNoMore_DoesNotWaitForIt()
    {
        await using ProbeServer server = await StartAsync();

        // A call that lasts keeps the connection: without one it is closed so soon after the end of the stream of requests
        // that HttpClient may forget the status which it has been sent.
        var lasting = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        server.Probe.OnAsk = async (_, _) =>
        {
            lasting.SetResult();
            await finish.Task;
            return new Answer();
        };
        Task<Answer> other = server.Client.Ask(new Question());
        await lasting.Task.WaitAsync(ProbeServer.Patience);

        var questions = Channel.CreateUnbounded<ServerReflectionRequest>();
        await questions.Writer.WriteAsync(new() { ListServices = "" });
        await using IAsyncEnumerator<ServerReflectionResponse> answers =
            server.Channel.CreateGrpcService<IServerReflection>().ServerReflectionInfo(questions.Reader.ReadAllAsync()).GetAsyncEnumerator();
        Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));

        Task stopped = server.StopAsync();

        RpcException end = await Assert.ThrowsExactlyAsync<RpcException>(() => answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual((StatusCode.Unavailable, "the server is shutting down"), (end.StatusCode, end.Status.Detail));
        finish.SetResult();
        await other.WaitAsync(ProbeServer.Patience);
        await stopped;
    }

    [TestMethod]
    public void Map_WithoutAdd_SaysWhatToCall()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpc();
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => builder.Build().MapCodeFirstGrpcReflectionService());
        Assert.Contains("AddCodeFirstGrpcReflection()", error.Message);
    }

    private static Task<ProbeServer> StartAsync() => ProbeServer.StartAsync(
        services: services => services.AddCodeFirstGrpcHealth().AddCodeFirstGrpcReflection(),
        map: endpoints =>
        {
            endpoints.MapCodeFirstGrpcReflectionService();
            endpoints.MapCodeFirstGrpcHealthService();
            endpoints.MapGrpcService<Calendar>();
        });

    private static async Task<ServerReflectionResponse> AskAsync(ProbeServer server, ServerReflectionRequest request, bool alpha = false)
    {
        IAsyncEnumerable<ServerReflectionRequest> questions = new[] { request }.ToAsyncEnumerable();
        IAsyncEnumerable<ServerReflectionResponse> answers = alpha
            ? server.Channel.CreateGrpcService<IServerReflectionV1Alpha>().ServerReflectionInfo(questions)
            : server.Channel.CreateGrpcService<IServerReflection>().ServerReflectionInfo(questions);
        return await answers.Patiently().SingleAsync();
    }

    private static FileDescriptorProto[] Files(ServerReflectionResponse response)
    {
        Assert.IsNotNull(response.FileDescriptorResponse, response.ErrorResponse?.ErrorMessage);
        return [.. response.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProtoSerializer.Instance.Read(file.Span))];
    }

    private static void AssertError(StatusCode expected, ServerReflectionResponse response)
    {
        Assert.AreEqual((int)expected, response.ErrorResponse?.ErrorCode);
        Assert.AreNotEqual("", response.ErrorResponse!.ErrorMessage);
        Assert.IsNull(response.FileDescriptorResponse);
    }
}
