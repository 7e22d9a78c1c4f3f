using System.Runtime.CompilerServices;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>
/// Reads what arrives so that nothing written waits for what has not come, and nothing is written in crumbs while more is there.
/// </summary>
internal static class FlushingStream
{
    /// <summary>The same, with the sink flushed whenever the next is not there yet.</summary>
    public static async IAsyncEnumerable<T> FlushWhileWaiting<T>(
        this IAsyncEnumerable<T> arriving, ByteSink sink, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> stream = arriving.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ValueTask<bool> next = stream.MoveNextAsync();
            if (!next.IsCompleted)
            {
                sink.Flush();
            }

            if (!await next)
            {
                yield break;
            }

            yield return stream.Current;
        }
    }
}
