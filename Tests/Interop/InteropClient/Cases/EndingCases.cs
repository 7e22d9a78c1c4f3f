using System.Runtime.CompilerServices;

namespace Tests.InteropClient.Cases;

/// <summary>Calls that the client ends.</summary>
internal static class EndingCases
{
    public static async Task CancelAfterBeginAsync(OfficialPeer peer)
    {
        using var cancellation = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var response = new KeptResponse();
        ITestService service = peer.CreateService<ITestService>(response);
        Task<StreamingInputCallResponse> call = service.StreamingInputCall(NoneUntilCancelled(begun), cancellation.Token);

        // A call that ends before it has begun has failed otherwise, which is seen below.
        await Task.WhenAny(begun.Task, call);
        await cancellation.CancelAsync();

        // The call itself may throw what the cancelled enumeration of its requests does.
        await Task.WhenAny(call);
        await Expect.FailureAsync(StatusCode.Cancelled, () => response.Task!, "StreamingInputCall");
    }

    public static async Task CancelAfterFirstResponseAsync(OfficialPeer peer)
    {
        using var cancellation = new CancellationTokenSource();
        var context = new CallContext(new CallOptions(cancellationToken: cancellation.Token), CallContextFlags.CaptureMetadata);
        await using IAsyncEnumerator<StreamingOutputCallResponse> responses =
            peer.Service.FullDuplexCall(OneAndNoEnd(StreamingCases.Ask(27182, 31415)), context).GetAsyncEnumerator();
        Expect.Equal(true, await responses.MoveNextAsync(), "whether the request was answered");
        Expect.Zeros(31415, responses.Current.Payload, "the response");

        await cancellation.CancelAsync();

        await Expect.FailureAsync(StatusCode.Cancelled, async () => await responses.MoveNextAsync(), "FullDuplexCall");
        Expect.Equal(StatusCode.Cancelled, context.ResponseStatus().StatusCode, "status of FullDuplexCall");
    }

    public static Task TimeoutAsync(OfficialPeer peer)
    {
        var request = new StreamingOutputCallRequest { Payload = Payload.Zeros(27182) };
        var options = new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(1));
        return Expect.FailureAsync(
            StatusCode.DeadlineExceeded,
            async () => await peer.Service.FullDuplexCall(OneAndNoEnd(request), options).CountAsync(),
            "FullDuplexCall");
    }

    // It is asked for its first message when the call's headers are on their way.
    private static async IAsyncEnumerable<StreamingInputCallRequest> NoneUntilCancelled(
        TaskCompletionSource begun, [EnumeratorCancellation] CancellationToken ended = default)
    {
        begun.SetResult();
        await Task.Delay(Timeout.Infinite, ended);
        yield break;
    }

    private static async IAsyncEnumerable<StreamingOutputCallRequest> OneAndNoEnd(
        StreamingOutputCallRequest request, [EnumeratorCancellation] CancellationToken ended = default)
    {
        yield return request;
        await Task.Delay(Timeout.Infinite, ended);
    }
}
