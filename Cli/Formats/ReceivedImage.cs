using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Images as a server sends them.</summary>
internal static class ReceivedImage
{
    /// <summary>The image, in its cell of an area.</summary>
    /// <exception cref="RpcException">INTERNAL: the server sent an image of another cell.</exception>
    public static CellImage In(this Image image, GridArea area) => area.TryGetCell(image.X, image.Y, out Cell cell)
        ? new CellImage(cell, image.Bytes)
        : throw new RpcException(new Status(
            StatusCode.Internal,
            $"the server sent the image at {image.X},{image.Y}, which is not in the area that was asked for"));
}
