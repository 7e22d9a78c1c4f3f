namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Writes the images of an area into a new file. The file is not usable before <see cref="Complete"/>.</summary>
public interface IImageFileWriter : IDisposable
{
    /// <summary>Adds an image. Add each cell only once.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="MapFormatException">The file's format cannot hold the image.</exception>
    void Add(int x, int y, ReadOnlyMemory<byte> image);

    /// <summary>Finishes the file.</summary>
    /// <exception cref="IOException">The file cannot be written, or a cell was added twice.</exception>
    void Complete();

    /// <summary>What a person should know of the finished file, as a sentence without its full stop; null if it is nothing.</summary>
    string? Remark => null;
}
