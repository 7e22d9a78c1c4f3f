namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>Writes a picture into a stream, from its northernmost row of pixels on. The stream stays open.</summary>
internal interface IPictureWriter : IDisposable
{
    /// <summary>Adds the next rows, which are as wide as the picture.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    void Write(PixelBuffer rows);

    /// <summary>Ends the picture after its last row.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    void Complete();
}
