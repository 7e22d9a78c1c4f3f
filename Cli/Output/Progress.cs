using System.Diagnostics;
using System.Globalization;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>A line on the terminal that says how far a transfer is; nothing where nobody watches.</summary>
internal sealed class Progress(long total, bool visible) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private long _shownAt = Stopwatch.GetTimestamp();
    private bool _shown;

    public long Images { get; private set; }

    /// <param name="total">How many images there may be.</param>
    /// <param name="output">Where the data goes: on a terminal the data itself shows how far it is.</param>
    public static Progress Create(long total, OutputTarget output) => new(total, visible: !output.IsTerminal && !Console.IsErrorRedirected);

    public void Advance()
    {
        Images++;
        if (visible && Stopwatch.GetElapsedTime(_shownAt) >= Interval)
        {
            _shownAt = Stopwatch.GetTimestamp();
            _shown = true;
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{Images:N0} of {total:N0} images ({100.0 * Images / total:N0} %)\e[K"));
        }
    }

    /// <summary>Takes the line away again.</summary>
    public void Dispose()
    {
        if (_shown)
        {
            Console.Error.Write("\r\e[K");
            _shown = false;
        }
    }
}
