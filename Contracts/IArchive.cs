namespace CodeFirstSatellite.Contracts;

/// <summary>Takes the images that satellites send, into the map that metadata "map" names or else the default one.</summary>
[Service("satellite.archive.v1.Archive")]
public interface IArchive
{
    /// <summary>
    /// Stores images. Each answer acknowledges all images up to a count: these are on disk and stay there whatever happens.
    /// What was sent and not acknowledged before the call ended is stored or not, each image whole; a sender sends it again,
    /// since an image that is there already changes nothing.
    /// PERMISSION_DENIED, before anything is read, when the client's certificate is not on the server's list of writers;
    /// FAILED_PRECONDITION when nothing can be stored in the map; OUT_OF_RANGE when an image is not on the map and
    /// INVALID_ARGUMENT when one is empty, both once everything before it is acknowledged.
    /// </summary>
    IAsyncEnumerable<Stored> PutImages(IAsyncEnumerable<Image> images, CallContext context = default);
}
