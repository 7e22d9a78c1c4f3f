namespace CodeFirstSatellite.Host.Listening;

/// <summary>
/// Gives the system back what a burst took. Without it the process keeps the memory until much is allocated again, since the garbage
/// collector runs when memory is asked for, and not when there is time.
/// </summary>
internal sealed class BurstMemory(TimeProvider time) : BackgroundService
{
    private const long Growth = 32 * 1024 * 1024;
    private const long Tremble = 4 * 1024 * 1024;

    // Together a burst's memory is back after 20 s.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int StillIntervals = 3;

    // What starting took is the first burst.
    private long _usual;
    private long _last;
    private int _still;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        long now = Environment.WorkingSet;
        bool isStill = now > _usual + Growth && now < _last + Tremble;
        _usual = Math.Min(_usual, now);
        _last = now;
        _still = isStill ? _still + 1 : 0;
        if (_still >= StillIntervals)
        {
            // Once for each burst: what is left is in use.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _usual = Environment.WorkingSet;
            _still = 0;
        }
    }
}
