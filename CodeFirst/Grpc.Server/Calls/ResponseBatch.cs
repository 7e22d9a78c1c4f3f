using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// Gathers the messages of a stream, so that many small ones cost one Advance and one flush: Kestrel's response pipe takes
/// a lock for each, which is what limits streams otherwise.
/// </summary>
/// <remarks>
/// A message is never held back for long: the first goes at once; later ones when the producer is not ready, when
/// another one would make it more than <see cref="Size"/> bytes, or when the clock has ticked since the message before, so that a producer
/// that blocks its thread between two messages loses nothing. The clock is some 4 % of the server's time for small messages, so it is not looked
/// at for producers that say they never block (<see cref="WriteFlags.BufferHint"/>).
/// </remarks>
internal sealed class ResponseBatch(PipeWriter writer)
{
    /// <summary>
    /// Bytes: a batch is flushed where another message like its last would make it longer. Each flush is a switch of threads and a system call;
    /// Kestrel holds a producer up from this many pending bytes on, so a batch below it can be written while the one before is sent.
    /// </summary>
    public const int Size = 64 * 1024;

    // The open part: memory of the pipe that messages are written into, and not yet handed to it.
    private Memory<byte> _open;
    private int _used;

    private int _handedOver;
    private long _lastTick;

    /// <summary>Whether there are messages that the client cannot have yet.</summary>
    public bool HasPending => _used + _handedOver > 0;

    /// <summary>Room for a message of <paramref name="size"/> bytes, at most <see cref="Size"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int size)
    {
        if (_open.Length - _used < size)
        {
            Reopen(size);
        }

        return _open.Span.Slice(_used, size);
    }

    /// <summary>Takes in the message written into <see cref="Room"/>. True when it is time to flush.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(int size, bool mayBuffer)
    {
        _used += size;
        return IsDue(size, mayBuffer);
    }

    /// <summary>Takes in a message that was written to the pipe itself. True when it is time to flush.</summary>
    public bool TakeWritten(int size, bool mayBuffer)
    {
        _handedOver += size;
        return IsDue(size, mayBuffer);
    }

    /// <summary>Hands everything to the pipe. What follows is to be flushed.</summary>
    public void Close()
    {
        HandOver();
        _handedOver = 0;
    }

    /// <summary>Hands the open part to the pipe, so that something can be written to it directly.</summary>
    public void HandOver()
    {
        if (_used > 0)
        {
            writer.Advance(_used);
            _handedOver += _used;
            _used = 0;
        }

        _open = default;
    }

    private bool IsDue(int size, bool mayBuffer)
    {
        // Another one of its size would need memory of its own.
        bool full = _used + _handedOver + size > Size;
        if (mayBuffer && _lastTick != 0)
        {
            return full;
        }

        long now = Environment.TickCount64;
        bool ticked = now != _lastTick;
        _lastTick = now;
        return ticked || full;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reopen(int size)
    {
        HandOver();

        // The first message is flushed alone, so a whole batch of memory for it would be a waste.
        _open = writer.GetMemory(_lastTick == 0 ? size : Size);
    }
}
