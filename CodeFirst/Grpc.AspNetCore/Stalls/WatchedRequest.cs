using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>
/// A request's body, each message of which is to arrive within the limit: counted from the start of the call where it has one
/// message, else from its first byte. Between the messages of a stream the client may be silent for ever.
/// </summary>
internal sealed class WatchedRequest : PipeReader, IRequestBodyPipeFeature, IAsyncDisposable
{
    private readonly HttpContext _http;
    private readonly StallLimit _limit;
    private readonly IRequestBodyPipeFeature _feature;
    private readonly long _start;
    private PipeReader? _opened;
    private StallWatch? _watch;
    private ReadOnlySequence<byte> _read;
    private long? _messageSince;
    private bool? _isStream;

    public WatchedRequest(HttpContext http, StallLimit limit)
    {
        _http = http;
        _limit = limit;
        _feature = http.Features.Get<IRequestBodyPipeFeature>() ?? new RequestBodyPipeFeature(http);
        _start = limit.Time.GetTimestamp();
        http.Features.Set<IRequestBodyPipeFeature>(this);
    }

    public PipeReader Reader => this;

    // Opened late: until then a middleware may put another body in the place of the server's.
    private PipeReader Body => _opened ??= _feature.Reader;

    // Known when routing has found the endpoint, which it has by the first read.
    private bool IsStream => _isStream ??=
        _http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> read = Body.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Note(read.Result)) : WaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        bool read = Body.TryRead(out result);
        if (read)
        {
            Note(result);
        }

        return read;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_read.Slice(consumed).IsEmpty)
        {
            _messageSince = null;
        }
        else if (_messageSince is null || !_read.Slice(0, consumed).IsEmpty)
        {
            // What is left is the beginning of a message.
            _messageSince = _limit.Time.GetTimestamp();
        }

        _read = default;
        Body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => Body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => Body.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => Body.CompleteAsync(exception);

    public ValueTask DisposeAsync() => _watch?.DisposeAsync() ?? default;

    private ReadResult Note(in ReadResult result)
    {
        _read = result.Buffer;
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
    {
        if ((IsStream ? _messageSince : _start) is { } since)
        {
            _watch ??= new StallWatch(_limit.Time, _limit.Timeout, () => _limit.Reset(_http, "did not send a whole message"));
            _watch.Begin(since);
        }

        try
        {
            return Note(await read);
        }
        finally
        {
            _watch?.End();
        }
    }
}
