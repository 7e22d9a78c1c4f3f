using System.Threading.Channels;

namespace Tests.InteropClient.Cases;

/// <summary>Streams of requests, of responses, and of both.</summary>
internal static class StreamingCases
{
    private static readonly int[] RequestSizes = [27182, 8, 1828, 45904];
    private static readonly int[] ResponseSizes = [31415, 9, 2653, 58979];

    public static async Task ClientAsync(OfficialPeer peer)
    {
        IAsyncEnumerable<StreamingInputCallRequest> requests = RequestSizes
            .Select(size => new StreamingInputCallRequest { Payload = Payload.Zeros(size) })
            .ToAsyncEnumerable();

        StreamingInputCallResponse response = await peer.Service.StreamingInputCall(requests);

        Expect.Equal(74922, response.AggregatedPayloadSize, "bytes that StreamingInputCall counted");
    }

    public static async Task ServerAsync(OfficialPeer peer)
    {
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters = [.. ResponseSizes.Select(size => new ResponseParameters { Size = size })],
        };
        int count = 0;
        await foreach (StreamingOutputCallResponse response in peer.Service.StreamingOutputCall(request))
        {
            CheckResponse(count++, response);
        }

        Expect.Equal(ResponseSizes.Length, count, "responses of StreamingOutputCall");
    }

    public static async Task PingPongAsync(OfficialPeer peer)
    {
        Channel<StreamingOutputCallRequest> requests = Channel.CreateUnbounded<StreamingOutputCallRequest>();
        await using IAsyncEnumerator<StreamingOutputCallResponse> responses =
            peer.Service.FullDuplexCall(requests.Reader.ReadAllAsync()).GetAsyncEnumerator();
        for (int i = 0; i < RequestSizes.Length; i++)
        {
            requests.Writer.TryWrite(Ask(RequestSizes[i], ResponseSizes[i]));
            Expect.Equal(true, await responses.MoveNextAsync(), $"whether request {i} was answered before the next was sent");
            CheckResponse(i, responses.Current);
        }

        requests.Writer.Complete();
        Expect.Equal(false, await responses.MoveNextAsync(), "whether there is another response after the last request's");
    }

    public static async Task EmptyAsync(OfficialPeer peer)
    {
        int count = await peer.Service.FullDuplexCall(AsyncEnumerable.Empty<StreamingOutputCallRequest>()).CountAsync();
        Expect.Equal(0, count, "responses to no request");
    }

    /// <summary>A request of so many bytes for one response of so many.</summary>
    public static StreamingOutputCallRequest Ask(int requestSize, int responseSize) => new()
    {
        Payload = Payload.Zeros(requestSize),
        ResponseParameters = [new ResponseParameters { Size = responseSize }],
    };

    private static void CheckResponse(int index, StreamingOutputCallResponse response)
    {
        if (index >= ResponseSizes.Length)
        {
            throw new CaseFailedException($"expected {ResponseSizes.Length} responses, got more");
        }

        Expect.Zeros(ResponseSizes[index], response.Payload, $"response {index}");
    }
}
