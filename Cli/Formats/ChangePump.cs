using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Writes the changes of an area as they arrive.</summary>
internal static class ChangePump
{
    /// <param name="changes">The changes.</param>
    /// <param name="area">The area that is watched.</param>
    /// <param name="grid">The cells of the map.</param>
    /// <param name="format">How to write them.</param>
    /// <param name="sink">Where to write.</param>
    /// <param name="note">Called with the version of each change, after it was written to the sink.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RpcException">The call failed, or sent an image that was not asked for.</exception>
    public static async Task RunAsync(
        IAsyncEnumerable<Change> changes,
        GridArea area,
        Grid grid,
        ChangeFormat format,
        ByteSink sink,
        Action<long?> note,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Change change in changes.FlushWhileWaiting(sink, cancellationToken))
            {
                format.Write(change.Image?.In(area, grid).For(format.IsLaidOut, grid), change.Version, sink);
                note(change.Version);
            }
        }
        finally
        {
            sink.Flush();
        }
    }
}
