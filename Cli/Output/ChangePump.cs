using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Writes changes as they come.</summary>
internal static class ChangePump
{
    /// <param name="changes">The changes.</param>
    /// <param name="format">How to write them.</param>
    /// <param name="sink">Where to.</param>
    /// <param name="note">Called for each that has been written, if not out of the sink yet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task RunAsync(IAsyncEnumerable<Change> changes, ChangeFormat format, ByteSink sink, Action<Change> note, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Change change in changes.FlushWhileWaiting(sink, cancellationToken))
            {
                format.Write(change, sink);
                note(change);
            }
        }
        finally
        {
            sink.Flush();
        }
    }
}
