using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc;

/// <summary>Reads an <see cref="IAsyncStreamReader{T}"/> in the ways of C#.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Takes the next message; false: there is none.</summary>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.MoveNext(CancellationToken.None);
    }

    /// <summary>All messages that are still to come, for <c>await foreach</c>.</summary>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(this IAsyncStreamReader<T> reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ReadAll(reader, cancellationToken);
    }

    private static async IAsyncEnumerable<T> ReadAll<T>(IAsyncStreamReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            yield return reader.Current;
        }
    }
}
