using CodeFirstSatellite.Maps.Reading;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>How many images to read in a query, judging by their size so far. Few at first, so the first image comes at once.</summary>
internal sealed class PageSize
{
    private const int First = 4;

    private long _images;
    private long _bytes;

    public int For(int bytes) => _images == 0 ? First : (int)Math.Clamp(bytes * _images / Math.Max(_bytes, 1), 1, ImageBatch.MostImages);

    public void Note(int images, long bytes)
    {
        _images += images;
        _bytes += bytes;
    }
}
