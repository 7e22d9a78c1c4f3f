using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// The images of an area as the messages of one call. It is written by hand instead of as an iterator, and reuses one message object,
/// because a stream of a million one-byte images spends its time here.
/// </summary>
/// <remarks>
/// A message is valid until the next is read; the runtime has written it by then. Enumerate it once.
/// </remarks>
internal sealed class ImageStream(
    IAreaReader reader, TimeSpan sendDelay, ImagePace? pace, TimeProvider time, CallRecord? record, CancellationToken callEnds)
    : IAsyncEnumerable<Image>, IAsyncEnumerator<Image>
{
    private readonly bool _isDelayed = sendDelay > TimeSpan.Zero || pace is not null;
    private bool _hasSent;
    private bool _hasNext;
    private CellImage _next;

    public Image Current { get; } = new();

    public IAsyncEnumerator<Image> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public ValueTask<bool> MoveNextAsync() =>
        !_isDelayed && !callEnds.IsCancellationRequested && TryTakeNext() ? new(true) : MoveNextSlowAsync();

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private async ValueTask<bool> MoveNextSlowAsync()
    {
        callEnds.ThrowIfCancellationRequested();
        while (!_hasNext && !(_hasNext = reader.TryRead(out _next)))
        {
            if (!await reader.WaitToReadAsync(callEnds))
            {
                return false;
            }
        }

        if (pace is not null)
        {
            await pace.WaitAsync(callEnds);
        }

        if (sendDelay > TimeSpan.Zero && _hasSent)
        {
            await Task.Delay(sendDelay, time, callEnds);
        }

        return TryTakeNext();
    }

    // Read one image ahead: copying a ReadOnlyMemory just after its fields were written defeats store forwarding.
    private bool TryTakeNext()
    {
        if (!_hasNext && !reader.TryRead(out _next))
        {
            return false;
        }

        Current.X = _next.Cell.X;
        Current.Y = _next.Cell.Y;
        Current.Bytes = _next.Bytes;
        record?.Count(_next.Bytes.Length);
        _hasSent = true;
        _hasNext = reader.TryRead(out _next);
        return true;
    }
}
