using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>A response's body whose flushes must end within the limit.</summary>
internal sealed class WatchedResponse(HttpContext http, StallLimit limit) : PipeWriter, IHttpResponseBodyFeature, IAsyncDisposable
{
    // The default of Kestrel's MaxResponseBufferSize, in bytes.
    private const int HeldByServer = 64 * 1024;

    private readonly IHttpResponseBodyFeature _body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly StallWatch _watch = new(http, limit, "did not take what it was sent");

    public Stream Stream => _body.Stream;

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => _body.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => _body.Writer.UnflushedBytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        Watch(_body.Writer.FlushAsync(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        Watch(_body.Writer.WriteAsync(source, cancellationToken));

    /// <summary>
    /// Flushes what a handler left, such as a unary response, if that is more than 64 KiB: the server itself would flush it without a
    /// limit. Less need not be watched, since a flush ends as soon as the server holds less than 64 KiB for the client.
    /// </summary>
    public ValueTask<FlushResult> FlushLargeAsync() => CanGetUnflushedBytes && UnflushedBytes > HeldByServer ? FlushAsync() : default;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _body.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _body.Writer.GetSpan(sizeHint);

    public override void Advance(int bytes) => _body.Writer.Advance(bytes);

    public override void CancelPendingFlush() => _body.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _body.Writer.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _body.Writer.CompleteAsync(exception);

    public void DisableBuffering() => _body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task CompleteAsync() => _body.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        _body.SendFileAsync(path, offset, count, cancellationToken);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private ValueTask<FlushResult> Watch(ValueTask<FlushResult> flush) =>
        flush.IsCompleted ? flush : _watch.WaitAsync(flush, limit.Time.GetTimestamp());
}
