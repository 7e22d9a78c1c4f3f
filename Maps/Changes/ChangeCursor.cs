using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CodeFirstSatellite.Maps.Changes;

/// <summary>Where one watcher is in the changes of a map.</summary>
/// <remarks>Read by one flow. Any may wake it.</remarks>
public sealed class ChangeCursor : IDisposable
{
    private const int NotBegun = -1;

    // Holds one signal, so that none is lost between two waits.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ChangeFeed _feed;

    // The next image to be given of the batch at this position.
    private int _index = NotBegun;

    internal ChangeCursor(ChangeFeed feed, long position, long version, int replacements)
    {
        _feed = feed;
        Position = position;
        Version = version;
        Replacements = replacements;
    }

    /// <summary>Up to which version all has been given; at first that of the map when the watching began.</summary>
    public long Version { get; private set; }

    internal long Position { get; private set; }

    internal int Replacements { get; }

    /// <summary>Leaves out what belongs to this version and those before.</summary>
    public void GoOnAfter(long version) => Version = Math.Max(Version, version);

    /// <summary>Takes the next image of an area, if there is one; what changed elsewhere is passed over.</summary>
    /// <exception cref="MapReplacedException">Another map has taken the place of the watched one.</exception>
    /// <exception cref="WatcherBehindException">More has changed than is kept for those who are slow.</exception>
    public bool TryRead(GridArea area, out AreaChange change)
    {
        while (_feed.At(this) is { } batch)
        {
            if (_index == NotBegun)
            {
                _index = batch.Version <= Version ? batch.Count : batch.Find(area, 0);
            }

            if (_index < batch.Count)
            {
                CellImage image = batch[_index];
                _index = batch.Find(area, _index + 1);
                bool isLast = _index == batch.Count;
                change = new AreaChange(image, isLast ? batch.Version : null);
                if (isLast)
                {
                    Pass(batch);
                }

                return true;
            }

            Pass(batch);
        }

        change = default;
        return false;
    }

    /// <summary>Waits until there may be something to read, or until <see cref="Wake"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync() => await _signal.Reader.ReadAsync();

    /// <summary>Ends the wait that is under way, or else the next one.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Ends the watching.</summary>
    public void Dispose() => _feed.Leave(this);

    private void Pass(ChangeBatch batch)
    {
        GoOnAfter(batch.Version);
        Position++;
        _index = NotBegun;
    }
}
