using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Writes images as they arrive.</summary>
internal static class ImagePump
{
    /// <param name="images">The images.</param>
    /// <param name="choose">Makes the format, knowing the first image (null when there is none).</param>
    /// <param name="sink">Where to.</param>
    /// <param name="progress">Counts along.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task RunAsync(IAsyncEnumerable<Image> images, Func<Image?, ImageFormat> choose, ByteSink sink, Progress progress, CancellationToken cancellationToken)
    {
        ImageFormat? format = null;
        try
        {
            await foreach (Image image in images.FlushWhileWaiting(sink, cancellationToken))
            {
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
}
