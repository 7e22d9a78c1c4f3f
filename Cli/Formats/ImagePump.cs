using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Writes the images of an area as they arrive. Formats get cells and bytes, not the call's messages.</summary>
internal static class ImagePump
{
    /// <param name="images">The images.</param>
    /// <param name="area">The area that was asked for.</param>
    /// <param name="choose">Makes the format, given the first image (null if there is none).</param>
    /// <param name="sink">Where to write.</param>
    /// <param name="progress">Counts the images.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RpcException">The call failed, or sent an image that was not asked for.</exception>
    public static async Task RunAsync(
        IAsyncEnumerable<Image> images,
        GridArea area,
        Func<CellImage?, ImageFormat> choose,
        ByteSink sink,
        Progress progress,
        CancellationToken cancellationToken)
    {
        ImageFormat? format = null;
        try
        {
            await foreach (Image message in images.FlushWhileWaiting(sink, cancellationToken))
            {
                CellImage image = message.In(area);
                format ??= choose(image);
                format.Write(image, sink);
                progress.Advance(image.Bytes.Length);
            }

            (format ?? choose(null)).Complete(sink);
        }
        catch (Exception e) when (e is not ClosedPipeException)
        {
            progress.Dispose();
            format?.BreakOff(sink);
            sink.Flush();
            throw;
        }
    }

    /// <summary>The image, in its cell of an area.</summary>
    /// <exception cref="RpcException">INTERNAL: the server sent an image of another cell.</exception>
    public static CellImage In(this Image image, GridArea area) => area.TryGetCell(image.X, image.Y, out Cell cell)
        ? new CellImage(cell, image.Bytes)
        : throw new RpcException(new Status(
            StatusCode.Internal,
            $"the server sent the image at {image.X},{image.Y}, which is not in the area that was asked for"));
}
