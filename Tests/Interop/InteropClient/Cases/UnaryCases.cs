namespace Tests.InteropClient.Cases;

/// <summary>One message each way.</summary>
internal static class UnaryCases
{
    public const int RequestSize = 271828;
    public const int ResponseSize = 314159;

    public static async Task EmptyAsync(OfficialPeer peer) => await peer.Service.EmptyCall(new EmptyMessage());

    public static Task LargeAsync(OfficialPeer peer) => CallLargeAsync(peer.Service, LargeRequest(), default);

    public static SimpleRequest LargeRequest() => new() { ResponseSize = ResponseSize, Payload = Payload.Zeros(RequestSize) };

    /// <summary>Makes a call that asks for a large response, and looks at that.</summary>
    public static async Task CallLargeAsync(ITestService service, SimpleRequest request, CallContext context)
    {
        SimpleResponse response = await service.UnaryCall(request, context);
        Expect.Zeros(ResponseSize, response.Payload, "the response of UnaryCall");
    }
}
