using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>A response's body, each flush of which is to end within the limit.</summary>
internal sealed class WatchedResponse : PipeWriter, IHttpResponseBodyFeature, IAsyncDisposable
{
    // Kestrel's MaxResponseBufferSize, unless it is set otherwise.
    private const int HeldByServer = 64 * 1024;

    private readonly HttpContext _http;
    private readonly StallLimit _limit;
    private readonly IHttpResponseBodyFeature _body;
    private PipeWriter? _opened;
    private StallWatch? _watch;
    private long _unflushed;

    public WatchedResponse(HttpContext http, StallLimit limit)
    {
        _http = http;
        _limit = limit;
        _body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        http.Features.Set<IHttpResponseBodyFeature>(this);
    }

    public Stream Stream => _body.Stream;

    public PipeWriter Writer => this;

    private PipeWriter Body => _opened ??= _body.Writer;

    public override bool CanGetUnflushedBytes => Body.CanGetUnflushedBytes;

    public override long UnflushedBytes => Body.UnflushedBytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        ValueTask<FlushResult> flush = Body.FlushAsync(cancellationToken);
        return flush.IsCompleted ? flush : WaitAsync(flush);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> write = Body.WriteAsync(source, cancellationToken);
        return write.IsCompleted ? write : WaitAsync(write);
    }

    /// <summary>
    /// Flushes what a handler left, which is the response of a unary call, if the server would hold much of it: it ends a call without a limit. A
    /// flush ends as soon as the server holds less than 64 KiB for the client, and what is less is not watched.
    /// </summary>
    public ValueTask<FlushResult> FlushLargeAsync() => _unflushed > HeldByServer ? FlushAsync() : default;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Body.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Body.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        _unflushed += bytes;
        Body.Advance(bytes);
    }

    public override void CancelPendingFlush() => Body.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => Body.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => Body.CompleteAsync(exception);

    public void DisableBuffering() => _body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task CompleteAsync() => _body.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        _body.SendFileAsync(path, offset, count, cancellationToken);

    public ValueTask DisposeAsync() => _watch?.DisposeAsync() ?? default;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        _watch ??= new StallWatch(_limit.Time, _limit.Timeout, () => _limit.Reset(_http, "read nothing"));
        _watch.Begin(_limit.Time.GetTimestamp());
        try
        {
            return await flush;
        }
        finally
        {
            _watch.End();
        }
    }
}
