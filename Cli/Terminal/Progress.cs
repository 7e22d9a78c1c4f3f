using System.Diagnostics;
using System.Globalization;

namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>A line on the terminal that shows how far a transfer is. Writes nothing without a terminal.</summary>
internal sealed class Progress(long total, bool visible) : IDisposable
{
    private const int BarWidth = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _shownAt = Stopwatch.GetTimestamp();
    private bool _shown;

    public long Images { get; private set; }

    public long Bytes { get; private set; }

    /// <param name="total">The most images that may come.</param>
    /// <param name="isDataOnTerminal">Whether the data goes to the terminal and shows the progress itself.</param>
    public static Progress Create(long total, bool isDataOnTerminal) =>
        new(total, visible: !isDataOnTerminal && Stderr.IsForPeople && TerminalDevice.Obeys);

    /// <param name="bytes">Length of the image that arrived.</param>
    public void Advance(int bytes) => Advance(1, bytes);

    /// <param name="images">Number of further images.</param>
    /// <param name="bytes">Length of these images together.</param>
    public void Advance(long images, long bytes)
    {
        Images += images;
        Bytes += bytes;
        if (visible && Stopwatch.GetElapsedTime(_shownAt) >= Interval)
        {
            _shownAt = Stopwatch.GetTimestamp();
            _shown = true;
            Console.Error.Write($"\r{Line(Images, total, Bytes, Stopwatch.GetElapsedTime(_started))}\e[K");
        }
    }

    /// <summary>Removes the line.</summary>
    public void Dispose() => Clear();

    /// <summary>Removes the line, so that something else can be written. It comes back.</summary>
    public void Clear()
    {
        if (_shown)
        {
            Console.Error.Write("\r\e[K");
            _shown = false;
        }
    }

    /// <summary>
    /// The line after some time: <c>[#####---------------] 25 % 640 of 2,560 images 0.7 MB 1.3 MB/s 2 s left</c>
    /// </summary>
    internal static string Line(long images, long total, long bytes, TimeSpan elapsed)
    {
        double part = total > 0 ? Math.Min(1, (double)images / total) : 1;
        string bar = new string('#', (int)(part * BarWidth)).PadRight(BarWidth, '-');
        double rate = bytes / elapsed.TotalSeconds;

        // A sparse map has fewer images than cells, so this is an upper bound.
        double left = part > 0 ? elapsed.TotalSeconds * (1 - part) / part : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{bar}] {part * 100:N0} %  {images:N0} of {total:N0} images  {bytes / 1e6:N1} MB  {rate / 1e6:N1} MB/s  {Time(left)} left");
    }

    private static string Time(double seconds) =>
        seconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):N0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):N0} min");
}
