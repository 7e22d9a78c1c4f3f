using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Images as a server sends them.</summary>
internal static class ReceivedImage
{
    /// <summary>
    /// The image, in its cell of an area. In an area that goes on beyond the grid's last column, columns are counted on there.
    /// </summary>
    /// <exception cref="RpcException">INTERNAL: the server sent an image of another cell.</exception>
    public static CellImage In(this Image image, GridArea area, Grid grid)
    {
        int x = image.X < area.West && area.East >= grid.Width ? image.X + grid.Width : image.X;
        return area.TryGetCell(x, image.Y, out Cell cell)
            ? new CellImage(cell, image.Bytes)
            : throw new RpcException(new Status(
                StatusCode.Internal,
                $"the server sent the image at {image.X},{image.Y}, which is not in the area that was asked for"));
    }

    /// <summary>The image as a format gets it: in the cell of the area, or in that of the grid.</summary>
    public static CellImage For(this CellImage image, bool isLaidOut, Grid grid) =>
        isLaidOut ? image : image with { Cell = grid.Fold(image.Cell) };
}
