using CodeFirst.Grpc.Client;
using Grpc.Core;
using Grpc.Net.Client;
using ProtoBuf.Grpc;
using Tests.Interop.Harness;
using Tests.TestService;

namespace Tests.Interop;

/// <summary>
/// What interop-test-descriptions.md says of "Echo Metadata", for every call and not for the two of custom_metadata alone.
/// </summary>
[TestClass]
public sealed class EchoMetadataTests : OfficialServerTest
{
    private const string Initial = "test_initial_metadata_value";
    private static readonly byte[] Trailing = [0xab, 0xab, 0xab];

    private static readonly Dictionary<string, Func<ITestService, CallContext, Task>> Calls = new()
    {
        [nameof(ITestService.EmptyCall)] = (service, context) => service.EmptyCall(new EmptyMessage(), context),
        [nameof(ITestService.UnaryCall)] = (service, context) => service.UnaryCall(new SimpleRequest(), context),
        [nameof(ITestService.StreamingInputCall)] =
            (service, context) => service.StreamingInputCall(AsyncEnumerable.Empty<StreamingInputCallRequest>(), context),
        [nameof(ITestService.StreamingOutputCall)] =
            async (service, context) => await service.StreamingOutputCall(new StreamingOutputCallRequest(), context).CountAsync(),
        [nameof(ITestService.FullDuplexCall)] = async (service, context) =>
            await service.FullDuplexCall(AsyncEnumerable.Empty<StreamingOutputCallRequest>(), context).CountAsync(),
        [nameof(ITestService.HalfDuplexCall)] = async (service, context) =>
            await service.HalfDuplexCall(AsyncEnumerable.Empty<StreamingOutputCallRequest>(), context).CountAsync(),
    };

    private static readonly Dictionary<string, Func<ITestService, CallContext, Task>> FailingCalls = new()
    {
        ["a status asked for"] = (service, context) =>
            service.UnaryCall(new SimpleRequest { ResponseStatus = new EchoStatus { Code = (int)StatusCode.InvalidArgument } }, context),
        ["a request that is not compressed"] = (service, context) =>
            service.UnaryCall(new SimpleRequest { ExpectCompressed = new BoolValue { Value = true } }, context),
        ["a type of payload that is not made"] =
            (service, context) => service.UnaryCall(new SimpleRequest { ResponseType = (PayloadType)7 }, context),
        ["a streamed request that is not compressed"] = (service, context) => service.StreamingInputCall(
            new[] { new StreamingInputCallRequest { ExpectCompressed = new BoolValue { Value = true } } }.ToAsyncEnumerable(), context),
    };

    public static IEnumerable<string> Methods => Calls.Keys;

    public static IEnumerable<string> Failures => FailingCalls.Keys;

    [TestMethod]
    [DynamicData(nameof(Methods))]
    public async Task Metadata_OfACallThatSucceeds_ComesBack(string method)
    {
        var context = NewContext();
        using var channel = await ConnectAsync();

        await Calls[method](channel.CreateGrpcService<ITestService>(), context);

        await AssertEchoedAsync(context);
    }

    [TestMethod]
    [DynamicData(nameof(Failures))]
    public async Task Metadata_OfACallThatFails_ComesBackWithItsStatus(string failure)
    {
        var context = NewContext();
        using var channel = await ConnectAsync();

        var error = await Assert.ThrowsExactlyAsync<RpcException>(
            () => FailingCalls[failure](channel.CreateGrpcService<ITestService>(), context));

        Assert.AreEqual(StatusCode.InvalidArgument, error.StatusCode, error.ToString());
        await AssertEchoedAsync(context);
    }

    private async Task<GrpcChannel> ConnectAsync() =>
        GrpcChannel.ForAddress((await StartServerAsync(Security.Plaintext)).Url, new GrpcChannelOptions().UseCompiledContracts());

    private static CallContext NewContext() => new(
        new CallOptions(new Metadata { { EchoMetadata.Initial, Initial }, { EchoMetadata.Trailing, Trailing } }),
        CallContextFlags.CaptureMetadata);

    private static async Task AssertEchoedAsync(CallContext context)
    {
        Assert.AreEqual(Initial, (await context.ResponseHeadersAsync()).GetValue(EchoMetadata.Initial));
        CollectionAssert.AreEqual(Trailing, context.ResponseTrailers().GetValueBytes(EchoMetadata.Trailing));
    }
}
