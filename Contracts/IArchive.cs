namespace CodeFirstSatellite.Contracts;

/// <summary>Stores images in a map. Metadata "map" and "token" work as for satellite.Satellite.</summary>
[Service("satellite.archive.v1.Archive")]
public interface IArchive
{
    /// <summary>
    /// Stores images, each in place of its cell's current image. Each response acknowledges all images up to a count: they are
    /// on disk. When the call ends early, an image that was not acknowledged is stored whole or not at all. Send it again: storing
    /// an image that the cell already has changes nothing.
    /// <para>
    /// PERMISSION_DENIED: the client's certificate is not on the server's list of writers; no image was read.
    /// FAILED_PRECONDITION: the map cannot be written to. OUT_OF_RANGE: an image's cell is not on the map. INVALID_ARGUMENT: an image
    /// is empty. The last two end the call after every image before the bad one is acknowledged. UNAVAILABLE: the images could not
    /// be stored for now; the message says why.
    /// </para>
    /// </summary>
    IAsyncEnumerable<Stored> PutImages(IAsyncEnumerable<Image> images, CallContext context = default);
}
