using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// Writes the images of an area as they arrive, over one call or several: a further call asks for what has not come yet. Formats get cells
/// and bytes, not the call's messages.
/// </summary>
/// <param name="area">The area that was asked for.</param>
/// <param name="grid">The cells of the map.</param>
/// <param name="choose">Makes the format, given the first image (null if there is none).</param>
/// <param name="sink">Where to write.</param>
/// <param name="progress">Counts the images.</param>
internal sealed class ImagePump(GridArea area, Grid grid, Func<CellImage?, ImageFormat> choose, ByteSink sink, Progress progress)
{
    private ImageFormat? _format;
    private Cell? _last;

    /// <summary>
    /// Whether images came in the order of the contract: the northernmost row first, each from west to east. Otherwise nobody knows which
    /// have not come.
    /// </summary>
    public bool IsOrdered { get; private set; } = true;

    /// <summary>Writes what has not come yet.</summary>
    /// <param name="request">Asks for the images of a part of the area.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RpcException">The call failed, or sent an image that was not asked for.</exception>
    public async Task RunAsync(Func<GridArea, IAsyncEnumerable<Image>> request, CancellationToken cancellationToken)
    {
        try
        {
            foreach (GridArea part in _last is { } last ? area.After(last) : [area])
            {
                await foreach (Image message in request(part).FlushWhileWaiting(sink, cancellationToken))
                {
                    Write(message.In(part, grid));
                }
            }
        }
        catch (RpcException)
        {
            progress.Clear();
            sink.Flush();
            throw;
        }
    }

    /// <summary>Ends the output after the last image.</summary>
    public void Complete() => (_format ?? choose(null)).Complete(sink);

    /// <summary>Prepares the output for an error message, after the images broke off.</summary>
    public void BreakOff()
    {
        progress.Dispose();
        _format?.BreakOff(sink);
        sink.Flush();
    }

    /// <summary>Forgets what has come, for a picture on a terminal that messages have gone between.</summary>
    public void BeginAnew()
    {
        BreakOff();
        _format = null;
        _last = null;
    }

    private void Write(CellImage image)
    {
        _format ??= choose(image);
        _format.Write(image.For(_format.IsLaidOut, grid), sink);
        progress.Advance(image.Bytes.Length);
        IsOrdered &= _last is not { } last || image.Cell.Y < last.Y || (image.Cell.Y == last.Y && image.Cell.X > last.X);
        _last = image.Cell;
    }
}
