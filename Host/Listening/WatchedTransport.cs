using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>A connection's bytes, whose incoming half a <see cref="FrameCounter"/> sees. The other half is as it was.</summary>
internal sealed class WatchedTransport(IDuplexPipe transport, FrameCounter counter) : PipeReader, IDuplexPipe
{
    private readonly PipeReader _input = transport.Input;
    private ReadOnlySequence<byte> _read;

    // How many of the bytes that come next the counter has seen.
    private long _seen;

    public PipeReader Input => this;

    public PipeWriter Output { get; } = transport.Output;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> read = _input.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Show(read.Result)) : WaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_input.TryRead(out result))
        {
            return false;
        }

        Show(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _seen = _read.Slice(consumed).Length;
        _read = default;
        _input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _input.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read) => Show(await read);

    private ReadResult Show(in ReadResult result)
    {
        _read = result.Buffer;
        counter.Feed(result.Buffer.Slice(_seen));
        _seen = result.Buffer.Length;
        return result;
    }
}
