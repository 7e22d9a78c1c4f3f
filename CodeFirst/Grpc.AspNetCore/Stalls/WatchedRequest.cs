using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>
/// A request's body whose messages must arrive within the limit. The limit counts from the start of a call with one request, and from the
/// first byte of each message in a stream: between messages the client may be silent.
/// </summary>
internal sealed class WatchedRequest(HttpContext http, StallLimit limit) : PipeReader, IRequestBodyPipeFeature, IAsyncDisposable
{
    private readonly IRequestBodyPipeFeature _body = http.Features.Get<IRequestBodyPipeFeature>() ?? new RequestBodyPipeFeature(http);
    private readonly StallWatch _watch = new(http, limit, "did not send a whole message");
    private readonly long _start = limit.Time.GetTimestamp();
    private ReadOnlySequence<byte> _read;
    private long? _messageSince;
    private bool? _isStream;

    public PipeReader Reader => this;

    // Routing has found the endpoint by the first read.
    private bool IsStream => _isStream ??=
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type
            is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> read = _body.Reader.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Note(read.Result)) : WaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        bool read = _body.Reader.TryRead(out result);
        _read = result.Buffer;
        return read;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // What is left is the beginning of a message. After a message was consumed, the client's time begins at the next read that has to
        // wait: a handler that is slow to read may have held the client up.
        bool isFirstPart = !_read.Slice(consumed).IsEmpty && _read.Slice(0, consumed).IsEmpty;
        _messageSince = isFirstPart ? _messageSince ?? limit.Time.GetTimestamp() : null;
        _read = default;
        _body.Reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _body.Reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Reader.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _body.Reader.CompleteAsync(exception);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private ReadResult Note(in ReadResult result)
    {
        _read = result.Buffer;
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read) =>
        Note(await ((IsStream ? _messageSince : _start) is { } since ? _watch.WaitAsync(read, since) : read));
}
