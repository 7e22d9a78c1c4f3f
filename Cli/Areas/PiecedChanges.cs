using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>
/// The changes of several pieces of an area, as they come. A version is told once all pieces have told it or a later one, so that a watch
/// which resumes after it misses nothing.
/// </summary>
internal static class PiecedChanges
{
    // A watch that nobody reads waits, rather than filling memory.
    private const int MostWaiting = 64;

    /// <param name="pieces">The watch of each piece.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    /// <exception cref="RpcException">A call failed.</exception>
    public static async IAsyncEnumerable<Change> JoinAsync(
        IReadOnlyList<IAsyncEnumerable<Change>> pieces, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<(int Piece, Change Change)>(MostWaiting);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] readings = [.. pieces.Select((piece, number) => ReadAsync(piece, number, changes.Writer, ends.Token))];
        long?[] told = new long?[pieces.Count];
        try
        {
            await foreach ((int piece, Change change) in changes.Reader.ReadAllAsync(cancellationToken))
            {
                long? before = Complete(told);
                told[piece] = change.Version ?? told[piece];
                long? version = Complete(told);
                var joined = new Change { Image = change.Image, Version = version > (before ?? -1) ? version : null };
                if (joined.Image is not null || joined.Version is not null)
                {
                    yield return joined;
                }
            }
        }
        finally
        {
            await ends.CancelAsync();
            await Task.WhenAll(readings);
        }
    }

    // The version that all pieces have reached; null until each has told one.
    private static long? Complete(long?[] told) => told.Contains(null) ? null : told.Min();

    // The first piece that ends, ends all.
    private static async Task ReadAsync(
        IAsyncEnumerable<Change> piece, int number, ChannelWriter<(int, Change)> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Change change in piece.WithCancellation(cancellationToken))
            {
                await writer.WriteAsync((number, change), cancellationToken);
            }

            writer.TryComplete();
        }
        catch (Exception e)
        {
            writer.TryComplete(e);
        }
    }
}
