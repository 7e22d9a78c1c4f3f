using System.Buffers;
using System.Text;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// Takes lines from any thread and writes them to a stream from one of its own, many at a time. Nobody waits for the
/// stream: when its reader is so slow that the queue is full, lines are dropped and counted.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    // About 3 MB of call lines; more would only be old news.
    private const int Capacity = 10_000;

    // What a busy server needs again and again is kept; what a flood of long lines needed is given back.
    private const int LargestKept = 2 * 1024 * 1024;

    // A thread that is woken for every line costs more than the calls that the lines are of.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    // Whoever reads our stderr may have stopped doing so; the process must end all the same.
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);

    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly Thread _writer;

    // The lock guards everything below.
    private readonly object _lock = new();
    private ArrayBufferWriter<byte> _pending = new();
    private int _count;
    private long _dropped;
    private bool _isHeld;
    private bool _isClosed;

    /// <param name="output">Where the lines go, in UTF-8.</param>
    /// <param name="isHeld">Whether to keep the lines back until <see cref="Release"/>.</param>
    /// <param name="format">How its lines are written.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public LineQueue(Stream output, bool isHeld = false, LogFormat format = LogFormat.Text, TimeProvider? time = null)
    {
        _output = output;
        _isHeld = isHeld;
        _time = time ?? TimeProvider.System;
        Format = format;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>How the lines are written.</summary>
    public LogFormat Format { get; }

    /// <summary>Adds a line, which ends in LF.</summary>
    public void Add(string line) => Add(Encoding.UTF8.GetBytes(line));

    /// <summary>Adds a line in UTF-8, which ends in LF.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (_count >= Capacity)
            {
                _dropped++;
                return;
            }

            _pending.Write(line);
            if (++_count is 1 or Capacity / 2)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Lets the lines out that were kept back.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isHeld = false;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Writes what is left, unless it was never released.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }

        _writer.Join(LongestFlush);
    }

    private void WriteAll()
    {
        var taken = new ArrayBufferWriter<byte>();
        while (Take(ref taken, out long dropped))
        {
            if (dropped > 0)
            {
                string message = $"{dropped} log lines dropped: whoever reads this log is too slow";
                taken.Write(Format == LogFormat.Json
                    ? JsonLine.Format(_time.GetUtcNow(), LogLevel.Warning, LogCategory.Host, message)
                    : Encoding.UTF8.GetBytes(message + "\n"));
            }

            try
            {
                _output.Write(taken.WrittenSpan);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The reader is gone, the disk is full, or stderr was closed from the start. Serving goes on without a log.
            }
        }
    }

    // Waits for lines and takes all there are, leaving the emptied memory of the last time in their place.
    private bool Take(ref ArrayBufferWriter<byte> taken, out long dropped)
    {
        if (taken.Capacity > LargestKept)
        {
            taken = new ArrayBufferWriter<byte>();
        }

        taken.ResetWrittenCount();
        lock (_lock)
        {
            while (!_isClosed && (_isHeld || _count == 0))
            {
                Monitor.Wait(_lock);
            }

            if (!_isClosed && _count < Capacity / 2)
            {
                Monitor.Wait(_lock, Gathering);
            }

            dropped = _dropped;
            _dropped = 0;
            if (_isHeld)
            {
                return false;
            }

            (taken, _pending) = (_pending, taken);
            _count = 0;
            return taken.WrittenCount > 0;
        }
    }
}
