using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Tests.CodeFirst.Harness;

/// <summary>A call made by hand, for what our own client would never send.</summary>
internal sealed class RawCall(string address) : IDisposable
{
    public const string Ask = "/test.Probe/Ask";
    public const string Stream = "/test.Probe/Stream";
    public const string Collect = "/test.Probe/Collect";
    public const string Talk = "/test.Probe/Talk";

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address), Timeout = ProbeServer.Patience };

    public string Path { get; init; } = Ask;

    public string? ContentType { get; init; } = "application/grpc";

    public string? Timeout { get; init; }

    public Version Version { get; init; } = HttpVersion.Version20;

    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Sends the pieces as the request body, each in a DATA frame of its own, and gives how it ended.</summary>
    public async Task<RawResponse> SendAsync(params byte[][] pieces)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Version = Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new PiecesContent(pieces),
        };
        if (ContentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("content-type", ContentType);
        }

        if (Timeout is not null)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", Timeout);
        }

        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach ((string name, string value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        return new RawResponse(
            response.StatusCode,
            body,
            ByName(response.Headers.Concat(response.Content.Headers)),
            ByName(response.TrailingHeaders));
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> ByName(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);

    private sealed class PiecesContent(byte[][] pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (byte[] piece in pieces)
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>What came back.</summary>
internal sealed record RawResponse(
    HttpStatusCode HttpStatus, byte[] Body, Dictionary<string, string> Headers, Dictionary<string, string> Trailers)
{
    /// <summary>The status, in trailers or in a header block that is both.</summary>
    public string? Status => Trailers.GetValueOrDefault("grpc-status") ?? Headers.GetValueOrDefault("grpc-status");

    public string Message =>
        Uri.UnescapeDataString(Trailers.GetValueOrDefault("grpc-message") ?? Headers.GetValueOrDefault("grpc-message") ?? "");

    /// <summary>The messages in the body, each with its flag.</summary>
    public IEnumerable<(byte Flag, byte[] Message)> Messages
    {
        get
        {
            for (int at = 0; at < Body.Length;)
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(at + 1));
                yield return (Body[at], Body[(at + 5)..(at + 5 + length)]);
                at += 5 + length;
            }
        }
    }
}
