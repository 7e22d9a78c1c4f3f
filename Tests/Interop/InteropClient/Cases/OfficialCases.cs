namespace Tests.InteropClient.Cases;

/// <summary>The cases of interop-test-descriptions.md, by their official names.</summary>
internal static class OfficialCases
{
    private static readonly Dictionary<string, Func<OfficialPeer, Task>> Table = new()
    {
        ["empty_unary"] = UnaryCases.EmptyAsync,
        ["large_unary"] = UnaryCases.LargeAsync,
        ["client_streaming"] = StreamingCases.ClientAsync,
        ["server_streaming"] = StreamingCases.ServerAsync,
        ["ping_pong"] = StreamingCases.PingPongAsync,
        ["empty_stream"] = StreamingCases.EmptyAsync,
        ["client_compressed_unary"] = CompressionCases.ClientUnaryAsync,
        ["client_compressed_streaming"] = CompressionCases.ClientStreamingAsync,
        ["server_compressed_unary"] = CompressionCases.ServerUnaryAsync,
        ["server_compressed_streaming"] = CompressionCases.ServerStreamingAsync,
        ["custom_metadata"] = MetadataCases.CustomAsync,
        ["status_code_and_message"] = StatusCases.CodeAndMessageAsync,
        ["special_status_message"] = StatusCases.SpecialMessageAsync,
        ["unimplemented_method"] = StatusCases.UnimplementedMethodAsync,
        ["unimplemented_service"] = StatusCases.UnimplementedServiceAsync,
        ["cancel_after_begin"] = EndingCases.CancelAfterBeginAsync,
        ["cancel_after_first_response"] = EndingCases.CancelAfterFirstResponseAsync,
        ["timeout_on_sleeping_server"] = EndingCases.TimeoutAsync,
        ["rpc_soak"] = SoakCases.RpcAsync,
        ["channel_soak"] = SoakCases.ChannelAsync,
    };

    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>The case of this name, or null.</summary>
    public static Func<OfficialPeer, Task>? Find(string name) => Table.GetValueOrDefault(name);
}
