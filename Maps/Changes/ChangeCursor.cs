using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CodeFirstSatellite.Maps.Changes;

/// <summary>The position of one watcher in the changes of a map.</summary>
/// <remarks>One flow reads. Any thread may wake it.</remarks>
public sealed class ChangeCursor : IDisposable
{
    private const int NotBegun = -1;

    // Holds one signal, so none is lost between two waits.
    private readonly Channel<bool> _signal;
    private readonly ChangeFeed _feed;

    // The index of the next image in the batch at this position.
    private int _index = NotBegun;

    internal ChangeCursor(ChangeFeed feed, long position, long version, int replacements, ChangeCursor? other)
    {
        _signal = other?._signal ?? Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
        _feed = feed;
        Position = position;
        Version = version;
        Replacements = replacements;
    }

    /// <summary>The last version that was read completely; at first the map's version when the watch began.</summary>
    public long Version { get; private set; }

    internal long Position { get; private set; }

    internal int Replacements { get; }

    /// <summary>Skips this version and all before it.</summary>
    public void GoOnAfter(long version) => Version = Math.Max(Version, version);

    /// <summary>Takes the next changed image of an area, if there is one. Changes elsewhere are skipped.</summary>
    /// <exception cref="MapReplacedException">Another map has replaced the watched one.</exception>
    /// <exception cref="WatcherBehindException">The watcher fell behind; changes it had not received were discarded.</exception>
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

    /// <summary>Ends the current wait, or else the next.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _feed.Leave(this);

    private void Pass(ChangeBatch batch)
    {
        GoOnAfter(batch.Version);
        Position++;
        _index = NotBegun;
    }
}
