namespace CodeFirstSatellite.Contracts;

/// <summary>Stores images in a map. Metadata "map" and "token" work as for satellite.Satellite.</summary>
[Service("satellite.archive.v1.Archive")]
public interface IArchive
{
    /// <summary>
    /// Stores images, each in place of its cell's current image. Each response acknowledges all images up to a count: they are
    /// on disk. When the call ends early, an image that was not acknowledged is stored whole or not at all. Send it again: storing
    /// an image that the cell already has changes nothing, nor the time of that image.
    /// <para>
    /// Metadata "taken" says when all images of the call were taken: RFC 3339 such as 2026-11-20T10:21:07Z, or microseconds since
    /// 1970. Without it, the time of storing counts. A cell's current image is the one with the latest time; of two with the same
    /// time, the one that was stored last. So an image that was taken before the current one does not replace it. It is
    /// acknowledged all the same: a map that keeps older images keeps it as one of them, as far back as it keeps them; others drop it.
    /// </para>
    /// <para>
    /// PERMISSION_DENIED: the client's certificate is not on the server's list of writers; no image was read.
    /// FAILED_PRECONDITION: the map cannot be written to. INVALID_ARGUMENT: "taken" is not a time, or more than a minute ahead of the
    /// server's clock; or an image is empty. OUT_OF_RANGE: an image's cell is not on the map. A bad image ends the call after every
    /// image before it is acknowledged. UNAVAILABLE: the images could not be stored for now; the message says why.
    /// </para>
    /// </summary>
    IAsyncEnumerable<Stored> PutImages(IAsyncEnumerable<Image> images, CallContext context = default);
}
