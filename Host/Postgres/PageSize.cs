using CodeFirstSatellite.Maps.Reading;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>How many cells to read in a query, judging by their size so far. Few at first, so the first image comes at once.</summary>
internal sealed class PageSize
{
    private const int First = 4;

    // What comes after cells without an image may be large, and is read to the end of the query.
    private const int MostAfterEmpty = 256;

    private long _images;
    private long _bytes;
    private bool _hasEmpty;

    public int For(int bytes)
    {
        int most = _hasEmpty ? MostAfterEmpty : ImageBatch.MostImages;
        return _images > 0 ? (int)Math.Clamp(bytes * _images / Math.Max(_bytes, 1), 1, most) : _hasEmpty ? most : First;
    }

    public void Note(int images, long bytes, int without = 0)
    {
        _images += images;
        _bytes += bytes;
        _hasEmpty |= without > 0;
    }
}
