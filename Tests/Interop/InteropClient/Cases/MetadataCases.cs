namespace Tests.InteropClient.Cases;

/// <summary>Metadata that the server sends back.</summary>
internal static class MetadataCases
{
    private const string InitialValue = "test_initial_metadata_value";
    private static readonly byte[] TrailingValue = [0xab, 0xab, 0xab];

    public static async Task CustomAsync(OfficialPeer peer)
    {
        CallContext unary = NewContext();
        await UnaryCases.CallLargeAsync(peer.Service, UnaryCases.LargeRequest(), unary);
        await CheckAsync(unary, "UnaryCall");

        CallContext duplex = NewContext();
        StreamingOutputCallRequest[] requests = [StreamingCases.Ask(UnaryCases.RequestSize, UnaryCases.ResponseSize)];
        await foreach (StreamingOutputCallResponse response in peer.Service.FullDuplexCall(requests.ToAsyncEnumerable(), duplex))
        {
            Expect.Zeros(UnaryCases.ResponseSize, response.Payload, "the response of FullDuplexCall");
        }

        await CheckAsync(duplex, "FullDuplexCall");
    }

    private static CallContext NewContext() => new(
        new CallOptions(new Metadata { { EchoMetadata.Initial, InitialValue }, { EchoMetadata.Trailing, TrailingValue } }),
        CallContextFlags.CaptureMetadata);

    private static async Task CheckAsync(CallContext context, string call)
    {
        Expect.Equal(
            InitialValue,
            (await context.ResponseHeadersAsync()).GetValue(EchoMetadata.Initial),
            $"{EchoMetadata.Initial} in the headers of {call}");
        byte[]? trailing = context.ResponseTrailers().GetValueBytes(EchoMetadata.Trailing);
        Expect.Equal(
            Convert.ToHexString(TrailingValue),
            trailing is null ? null : Convert.ToHexString(trailing),
            $"{EchoMetadata.Trailing} in the trailers of {call}");
    }
}
