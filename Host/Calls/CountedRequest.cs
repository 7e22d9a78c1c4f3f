using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// A request's body. What has arrived of a message counts until the message is whole. When that is too much, the next read ends the call.
/// </summary>
internal sealed class CountedRequest(HttpContext http, ClientConnection client, ReceiveBudget budget)
    : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    // Every call may hold as much, so a flood of large messages does not touch clients with small ones.
    private const int Free = 64 * 1024;

    private readonly PipeReader _body = http.Request.BodyReader;
    private ReadOnlySequence<byte> _read;
    private long _taken;
    private RpcException? _refusal;

    public PipeReader Reader => this;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_refusal is not null)
        {
            throw _refusal;
        }

        ValueTask<ReadResult> read = _body.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Note(read.Result)) : WaitAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        bool read = _body.TryRead(out result);
        _read = result.Buffer;
        return read;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // A reader that takes nothing of what there is waits for the rest of a message.
        bool isPart = _read.Slice(0, consumed).IsEmpty;
        long more = (isPart ? Math.Max(0, _read.Length - Free) : 0) - _taken;
        if (more < 0)
        {
            Return(-more);
        }
        else if (more > 0 && (_refusal = budget.Take(client, more)) is null)
        {
            _taken += more;
        }
        else if (_refusal is not null)
        {
            // The call ends, so what has come is of no use.
            Return(_taken);
            consumed = examined = _read.End;
        }

        _read = default;
        _body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _body.CompleteAsync(exception);

    /// <summary>The call has ended.</summary>
    public void Dispose() => Return(_taken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read) => Note(await read);

    private ReadResult Note(in ReadResult result)
    {
        _read = result.Buffer;
        return result;
    }

    private void Return(long bytes)
    {
        if (bytes > 0)
        {
            _taken -= bytes;
            budget.Return(client, bytes);
        }
    }
}
