namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Writes the images of an area, at one zoom level or several, into a new file. The file is not usable before <see cref="Complete"/>.
/// </summary>
public interface IImageFileWriter : IDisposable
{
    /// <summary>Adds an image. Add each cell of a level only once.</summary>
    /// <param name="level">The number of the level among those that the file was begun with; 0 is the lowest.</param>
    /// <param name="x">The cell's column.</param>
    /// <param name="y">The cell's row, counted from the south.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="MapFormatException">The file's format cannot hold the image.</exception>
    void Add(int level, int x, int y, ReadOnlyMemory<byte> image);

    /// <summary>Finishes the file.</summary>
    /// <exception cref="IOException">The file cannot be written, or a cell was added twice.</exception>
    void Complete();

    /// <summary>What a person should know of the finished file, as a sentence without its full stop; null if it is nothing.</summary>
    string? Remark => null;
}
