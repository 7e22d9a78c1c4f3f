namespace Tests.InteropClient.Cases;

/// <summary>Calls that end with an error of the server's.</summary>
internal static class StatusCases
{
    private const string Message = "test status message";
    private const string SpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

    public static async Task CodeAndMessageAsync(OfficialPeer peer)
    {
        await CheckUnaryAsync(peer, Message);

        StreamingOutputCallRequest[] requests = [new() { ResponseStatus = Unknown(Message) }];
        Status duplex = await Expect.FailureAsync(
            StatusCode.Unknown, async () => await peer.Service.FullDuplexCall(requests.ToAsyncEnumerable()).CountAsync(), "FullDuplexCall");
        Expect.Equal(Message, duplex.Detail, "status message of FullDuplexCall");
    }

    public static Task SpecialMessageAsync(OfficialPeer peer) => CheckUnaryAsync(peer, SpecialMessage);

    public static Task UnimplementedMethodAsync(OfficialPeer peer) => Expect.FailureAsync(
        StatusCode.Unimplemented, () => peer.UnimplementedMethod.UnimplementedCall(new EmptyMessage()), "TestService/UnimplementedCall");

    public static Task UnimplementedServiceAsync(OfficialPeer peer) => Expect.FailureAsync(
        StatusCode.Unimplemented,
        () => peer.UnimplementedService.UnimplementedCall(new EmptyMessage()),
        "UnimplementedService/UnimplementedCall");

    private static async Task CheckUnaryAsync(OfficialPeer peer, string message)
    {
        Status unary = await Expect.FailureAsync(
            StatusCode.Unknown, () => peer.Service.UnaryCall(new SimpleRequest { ResponseStatus = Unknown(message) }), "UnaryCall");
        Expect.Equal(message, unary.Detail, "status message of UnaryCall");
    }

    private static EchoStatus Unknown(string message) => new() { Code = (int)StatusCode.Unknown, Message = message };
}
