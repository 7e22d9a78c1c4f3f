using System.Net;
using System.Net.Http.Headers;

namespace CodeFirst.Grpc.Client;

/// <summary>A response's content, read through a <see cref="BatchedStream"/>.</summary>
internal sealed class BatchedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly ReceivedFrames _frames;

    public BatchedContent(HttpContent content, ReceivedFrames frames)
    {
        _content = content;
        _frames = frames;
        foreach (KeyValuePair<string, HeaderStringValues> header in content.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new BatchedStream(await _content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _frames);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _content.CopyToAsync(stream, context);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Close();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
