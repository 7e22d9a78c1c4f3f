namespace Benchmarks.Load.Client.Soaking;

/// <summary>Counts the calls to a server, and keeps the times of those for one image.</summary>
internal sealed class CallTally(string address)
{
    private const int ShownFailures = 10;

    private readonly Lock _lock = new();

    // Guarded by the lock.
    private readonly long[] _calls = new long[Enum.GetValues<SoakCall>().Length];
    private readonly List<double> _milliseconds = [];
    private long _late;
    private long _failed;

    /// <summary>Whether times are kept. They are not while the server is warmed up.</summary>
    public bool IsTiming { get; set; }

    public long Calls => Get(() => _calls.Sum());

    /// <summary>Calls that ended otherwise than they had to.</summary>
    public long Failed => Get(() => _failed);

    /// <summary>Streams that were ended by their deadline.</summary>
    public long Late => Get(() => _late);

    public long Of(SoakCall call) => Get(() => _calls[(int)call]);

    /// <summary>The median and the 99th percentile.</summary>
    public (double Median, double Most) Milliseconds() => Get(() =>
    {
        double[] times = [.. _milliseconds.Order()];
        return times.Length == 0 ? (double.NaN, double.NaN) : (times[times.Length / 2], times[times.Length * 99 / 100]);
    });

    public void Begin(SoakCall call)
    {
        lock (_lock)
        {
            _calls[(int)call]++;
        }
    }

    public void Time(TimeSpan took)
    {
        lock (_lock)
        {
            if (IsTiming)
            {
                _milliseconds.Add(took.TotalMilliseconds);
            }
        }
    }

    public void EndLate()
    {
        lock (_lock)
        {
            _late++;
        }
    }

    public void Fail(SoakCall call, Exception exception)
    {
        lock (_lock)
        {
            if (_failed++ < ShownFailures)
            {
                Console.Error.WriteLine($"{call} of {address} failed: {exception.Message}");
            }
        }
    }

    private T Get<T>(Func<T> value)
    {
        lock (_lock)
        {
            return value();
        }
    }
}
