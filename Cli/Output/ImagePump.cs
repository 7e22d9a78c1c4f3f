using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Writes images as they arrive: nothing that has come waits for what has not, and nothing is written in crumbs while more is there.</summary>
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
            await using IAsyncEnumerator<Image> stream = images.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                ValueTask<bool> next = stream.MoveNextAsync();
                if (!next.IsCompleted)
                {
                    sink.Flush();
                }

                if (!await next)
                {
                    break;
                }

                format ??= choose(stream.Current);
                format.Write(stream.Current, sink);
                progress.Advance(stream.Current.Bytes.Length);
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
