namespace CodeFirstSatellite.Host.Serving;

/// <summary>
/// Gives memory back that a load has left behind. .NET collects when something is allocated, so a Host that nobody calls any more would
/// keep what a thousand streams needed: 277 MiB where 81 do.
/// </summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // Connections' pings and the like. A call allocates about a kilobyte.
    private const long AlmostNothing = 1024 * 1024;

    // Twice, since Kestrel lets go of its buffers only some time after they were last used.
    private const int Collections = 2;

    private long _allocated;
    private int _collections = Collections;

    /// <summary>Whether memory is to be collected: nothing to speak of was allocated since the last time that this was asked, but was before.</summary>
    /// <param name="allocated">Bytes allocated since the process started.</param>
    public bool IsDue(long allocated)
    {
        bool isIdle = allocated - _allocated <= AlmostNothing;
        _allocated = allocated;
        _collections = isIdle ? Math.Min(_collections + 1, Collections + 1) : 0;
        return isIdle && _collections <= Collections;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (IsDue(GC.GetTotalAllocatedBytes()))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }
}
