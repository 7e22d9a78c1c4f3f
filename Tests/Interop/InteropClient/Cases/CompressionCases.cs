namespace Tests.InteropClient.Cases;

/// <summary>Messages that come and go compressed or not, each by itself.</summary>
internal static class CompressionCases
{
    private static CallOptions Compressing => new(new Metadata { { OfficialCompression.EncodingRequest, OfficialCompression.Encoding } });

    public static async Task ClientUnaryAsync(OfficialPeer peer)
    {
        await ProbeAsync(() => peer.Service.UnaryCall(LargeRequest(expectCompressed: true)), "UnaryCall");

        await UnaryCases.CallLargeAsync(peer.Service, LargeRequest(expectCompressed: true), Compressing);
        await UnaryCases.CallLargeAsync(peer.Service, LargeRequest(expectCompressed: false), default);
    }

    public static async Task ClientStreamingAsync(OfficialPeer peer)
    {
        // The server may end the call while its request is still on its way out; what is asked for is the call's status.
        var probe = new CallContext(flags: CallContextFlags.IgnoreStreamTermination);
        await ProbeAsync(
            () => peer.Service.StreamingInputCall(new[] { Input(27182, expectCompressed: true) }.ToAsyncEnumerable(), probe),
            "StreamingInputCall");

        StreamingInputCallRequest[] requests = [Input(27182, expectCompressed: true), Input(45904, expectCompressed: false)];
        ITestService service = peer.CreateService<ITestService>(new CompressionByMessage());
        StreamingInputCallResponse response = await service.StreamingInputCall(requests.ToAsyncEnumerable(), Compressing);

        Expect.Equal(73086, response.AggregatedPayloadSize, "bytes that StreamingInputCall counted");
    }

    public static async Task ServerUnaryAsync(OfficialPeer peer)
    {
        foreach (bool compressed in (bool[])[true, false])
        {
            SimpleRequest request = UnaryCases.LargeRequest();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            await UnaryCases.CallLargeAsync(peer.Service, request, default);
            Expect.Equal(compressed, peer.TakeWasCompressed(), "whether the response of UnaryCall came compressed");
        }
    }

    public static async Task ServerStreamingAsync(OfficialPeer peer)
    {
        ResponseParameters[] wanted =
        [
            new() { Size = 31415, Compressed = new BoolValue { Value = true } },
            new() { Size = 92653, Compressed = new BoolValue { Value = false } },
        ];
        int count = 0;
        await foreach (StreamingOutputCallResponse response in peer.Service.StreamingOutputCall(
            new StreamingOutputCallRequest { ResponseParameters = wanted }))
        {
            if (count == wanted.Length)
            {
                throw new CaseFailedException($"expected {wanted.Length} responses, got more");
            }

            Expect.Zeros(wanted[count].Size, response.Payload, $"response {count}");
            Expect.Equal(wanted[count].Compressed!.Value, peer.TakeWasCompressed(), $"whether response {count} came compressed");
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
}
