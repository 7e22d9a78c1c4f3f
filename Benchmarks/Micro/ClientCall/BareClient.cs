using System.Net;
using System.Net.Http.Headers;
using CodeFirst.Grpc.Client;

namespace Benchmarks.Micro.ClientCall;

/// <summary>What HttpClient takes for itself: the same request, headers and bytes, on a transport of the same settings; nothing is encoded or decoded.</summary>
internal sealed class BareClient(Uri server, string path, byte[] request, int responseSize) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(GrpcHttpHandler.CreateDefault());
    private readonly Uri _address = new(server, path);

    // One more, to see the end.
    private readonly byte[] _response = new byte[responseSize + 1];

    /// <summary>The response's bytes, valid until the next call; none if its status is not OK.</summary>
    public async Task<ReadOnlyMemory<byte>> CallAsync()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Body(request),
        };
        message.Headers.TryAddWithoutValidation("te", "trailers");
        message.Headers.TryAddWithoutValidation("user-agent", "bare/1.0");
        message.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip,deflate,br");
        using HttpResponseMessage response = await _http.SendAsync(message, CancellationToken.None);
        Stream body = await response.Content.ReadAsStreamAsync();
        int length = 0;
        while (await body.ReadAsync(_response.AsMemory(length)) is var count and > 0)
        {
            length += count;
        }

        return response.TrailingHeaders.NonValidated.TryGetValues("grpc-status", out HeaderStringValues status) && status.ToString() == "0"
            ? _response.AsMemory(0, length)
            : default;
    }

    public void Dispose() => _http.Dispose();

    private sealed class Body : HttpContent
    {
        private readonly byte[] _bytes;

        public Body(byte[] bytes)
        {
            _bytes = bytes;
            Headers.TryAddWithoutValidation("content-type", "application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            stream.WriteAsync(_bytes, cancellationToken).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
