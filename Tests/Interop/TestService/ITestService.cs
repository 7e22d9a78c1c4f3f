namespace Tests.TestService;

/// <summary>
/// The service of the official interop tests, <c>grpc/testing/test.proto</c>. What no server implements is left out:
/// UnimplementedCall, since a method that is declared is served, and CacheableUnaryCall, which needs a caching proxy.
/// </summary>
[Service("grpc.testing.TestService")]
public interface ITestService
{
    /// <summary>Nothing there, nothing back.</summary>
    Task<EmptyMessage> EmptyCall(EmptyMessage empty, CallContext context = default);

    /// <summary>One request, and one response of the size that it asks for.</summary>
    Task<SimpleResponse> UnaryCall(SimpleRequest request, CallContext context = default);

    /// <summary>One request, and a response for each of its parameters.</summary>
    IAsyncEnumerable<StreamingOutputCallResponse> StreamingOutputCall(StreamingOutputCallRequest request, CallContext context = default);

    /// <summary>A stream of requests, and the sum of their payloads' sizes.</summary>
    Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncEnumerable<StreamingInputCallRequest> requests, CallContext context = default);

    /// <summary>Each request is answered as it comes, with a response for each of its parameters.</summary>
    IAsyncEnumerable<StreamingOutputCallResponse> FullDuplexCall(
        IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context = default);

    /// <summary>The same, when all requests have come.</summary>
    IAsyncEnumerable<StreamingOutputCallResponse> HalfDuplexCall(
        IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context = default);
}
