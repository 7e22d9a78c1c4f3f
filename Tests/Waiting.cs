using System.Runtime.CompilerServices;

namespace Tests;

/// <summary>Waits for what has to happen, and fails instead of hanging.</summary>
internal static class Waiting
{
    /// <summary>No test waits longer than this for anything; a machine that is busy with other things gets there all the same.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The same task, failing instead of hanging.</summary>
    public static Task Patiently(this Task task) => task.WaitAsync(Patience);

    /// <summary>The same task, failing instead of hanging.</summary>
    public static Task<T> Patiently<T>(this Task<T> task) => task.WaitAsync(Patience);

    /// <summary>The same task, failing instead of hanging.</summary>
    public static Task Patiently(this ValueTask task) => task.AsTask().Patiently();

    /// <summary>The same task, failing instead of hanging.</summary>
    public static Task<T> Patiently<T>(this ValueTask<T> task) => task.AsTask().Patiently();

    /// <summary>
    /// The same stream, failing instead of hanging. Gives up on a move that never ends, whatever the stream does about its token.
    /// </summary>
    public static async IAsyncEnumerable<T> Patiently<T>(
        this IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<T> enumerator = source.GetAsyncEnumerator(cancellationToken);
        while (await enumerator.MoveNextAsync().AsTask().WaitAsync(Patience, CancellationToken.None))
        {
            bool finished = false;
            try
            {
                yield return enumerator.Current;
                finished = true;
            }
            finally
            {
                if (!finished)
                {
                    await enumerator.DisposeAsync().AsTask().WaitAsync(Patience, CancellationToken.None);
                }
            }
        }

        await enumerator.DisposeAsync().AsTask().WaitAsync(Patience, CancellationToken.None);
    }
}
