namespace Tests.InteropClient.Cases;

/// <summary>Messages that come and go compressed or not, each by itself.</summary>
internal static class CompressionCases
{
    private static readonly CallOptions Compressing = new CallOptions().WithRequestCompression("gzip");

    public static async Task ClientUnaryAsync(OfficialPeer peer)
    {
        await ProbeAsync(() => peer.Service.UnaryCall(LargeRequest(expectCompressed: true)), "UnaryCall");

        await UnaryCases.CallLargeAsync(peer.Service, LargeRequest(expectCompressed: true), Compressing);
        await UnaryCases.CallLargeAsync(peer.Service, LargeRequest(expectCompressed: false), default);
    }

    public static async Task ClientStreamingAsync(OfficialPeer peer)
    {
        await ProbeAsync(() => peer.Service.StreamingInputCall(new[] { Input(27182, expectCompressed: true) }.ToAsyncEnumerable()), "StreamingInputCall");

        var context = new CallContext(Compressing);
        StreamingInputCallResponse response = await peer.Service.StreamingInputCall(CompressedThenNot(context), context);

        Expect.Equal(73086, response.AggregatedPayloadSize, "bytes that StreamingInputCall counted");
    }

    public static async Task ServerUnaryAsync(OfficialPeer peer)
    {
        foreach (bool compressed in (bool[])[true, false])
        {
            CallContext context = Watching();
            SimpleRequest request = UnaryCases.LargeRequest();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            await UnaryCases.CallLargeAsync(peer.Service, request, context);
            Expect.Equal(compressed, context.IsResponseCompressed(), "whether the response of UnaryCall came compressed");
        }
    }

    public static async Task ServerStreamingAsync(OfficialPeer peer)
    {
        ResponseParameters[] wanted =
        [
            new() { Size = 31415, Compressed = new BoolValue { Value = true } },
            new() { Size = 92653, Compressed = new BoolValue { Value = false } },
        ];
        CallContext context = Watching();
        int count = 0;
        await foreach (StreamingOutputCallResponse response in peer.Service.StreamingOutputCall(new StreamingOutputCallRequest { ResponseParameters = wanted }, context))
        {
            if (count == wanted.Length)
            {
                throw new CaseFailedException($"expected {wanted.Length} responses, got more");
            }

            Expect.Zeros(wanted[count].Size, response.Payload, $"response {count}");
            Expect.Equal(wanted[count].Compressed!.Value, context.IsResponseCompressed(), $"whether response {count} came compressed");
            count++;
        }

        Expect.Equal(wanted.Length, count, "responses of StreamingOutputCall");
    }

    // Shows that the server looks: what it answers to the other requests would mean nothing otherwise.
    private static async Task ProbeAsync(Func<Task> call, string name) =>
        await Expect.FailureAsync(StatusCode.InvalidArgument, call, $"{name} with an uncompressed request that says it is compressed");

    private static SimpleRequest LargeRequest(bool expectCompressed)
    {
        SimpleRequest request = UnaryCases.LargeRequest();
        request.ExpectCompressed = new BoolValue { Value = expectCompressed };
        return request;
    }

    private static StreamingInputCallRequest Input(int size, bool expectCompressed) =>
        new() { Payload = Payload.Zeros(size), ExpectCompressed = new BoolValue { Value = expectCompressed } };

    private static async IAsyncEnumerable<StreamingInputCallRequest> CompressedThenNot(CallContext context)
    {
        await Task.CompletedTask;
        yield return Input(27182, expectCompressed: true);
        context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        yield return Input(45904, expectCompressed: false);
    }

    private static CallContext Watching() => new(new CallOptions(), CallContextFlags.CaptureMetadata);
}
