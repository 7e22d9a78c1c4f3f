using System.Runtime.CompilerServices;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>The images of two pieces of an area that lie side by side, in the order of one: row by row, each from west to east.</summary>
internal static class PiecedImages
{
    /// <param name="west">The images of the western piece.</param>
    /// <param name="east">The images of the eastern piece, which has the same rows.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <exception cref="RpcException">A call failed.</exception>
    public static async IAsyncEnumerable<Image> JoinAsync(
        IAsyncEnumerable<Image> west, IAsyncEnumerable<Image> east, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<Image> left = west.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<Image> right = east.GetAsyncEnumerator(cancellationToken);

        // Both calls begin before one is waited for, and both waits end before a call is disposed.
        bool[] begun = await Task.WhenAll(left.MoveNextAsync().AsTask(), right.MoveNextAsync().AsTask());
        (bool hasLeft, bool hasRight) = (begun[0], begun[1]);
        while (hasLeft || hasRight)
        {
            if (hasLeft && (!hasRight || left.Current.Y >= right.Current.Y))
            {
                yield return left.Current;
                hasLeft = await left.MoveNextAsync();
            }
            else
            {
                yield return right.Current;
                hasRight = await right.MoveNextAsync();
            }
        }
    }
}
