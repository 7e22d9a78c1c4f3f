using System.Runtime.CompilerServices;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>
/// Flushes a sink whenever a stream has to be waited for: output never waits for input, and is not written in small pieces while more input
/// is there.
/// </summary>
internal static class FlushingStream
{
    /// <summary>The same items. Flushes the sink whenever the next has not arrived yet.</summary>
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
