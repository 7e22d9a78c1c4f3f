using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.Streams;

/// <summary>
/// Turns the <see cref="Stream"/> of a contract method into messages and back. Called by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class StreamCalls
{
    /// <summary>
    /// Longest chunk sent, in bytes: with its tag, its length and the five bytes before every message it makes 64 KiB, which
    /// is what a receiver reads at a time. Well below the 85,000 bytes from which a peer that reads it into an array of its
    /// own would burden its garbage collector, and a sixty-fourth of the 4 MiB that peers take at most.
    /// </summary>
    public const int LongestChunk = 64 * 1024 - 5 - 1 - 3;

    /// <summary>On the client, the requests that carry the bytes of a stream, which stays the caller's to dispose.</summary>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    public static IAsyncEnumerable<StreamChunk> Upload(Stream data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.CanRead ? Chunks(() => Task.FromResult(data), owned: false) : throw new ArgumentException("The stream cannot be read.", nameof(data));
    }

    /// <summary>On the client, starts a call and gives the bytes of its responses, once the first has come or the last.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK before there was a byte.</exception>
    /// <exception cref="OperationCanceledException">The call's token was cancelled before there was a byte.</exception>
    public static async Task<Stream> DownloadAsync(IAsyncEnumerable<StreamChunk> responses)
    {
        var stream = new ReceivedStream(responses);
        try
        {
            await stream.StartAsync().ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>On the server, the bytes of the requests.</summary>
    public static Stream Receive(IAsyncEnumerable<StreamChunk> requests) => new ReceivedStream(requests);

    /// <summary>On the server, the responses that carry the bytes of the stream that a handler returns, which is disposed then.</summary>
    public static IAsyncEnumerable<StreamChunk> Respond(Func<Task<Stream>> handler) => Chunks(handler, owned: true);

    private static async IAsyncEnumerable<StreamChunk> Chunks(Func<Task<Stream>> open, bool owned, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Stream source = await (open() ?? throw HandlerResults.NoTask()).ConfigureAwait(false) ?? throw new InvalidOperationException("The handler returned null instead of a stream.");
        try
        {
            while (true)
            {
                // Memory of its own for each: interceptors may have several under way. That of a read which failed is the
                // garbage collector's, since the source may not be done with it.
                byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestChunk);
                int count = await source.ReadAsync(buffer.AsMemory(0, LongestChunk), cancellationToken).ConfigureAwait(false);
                var chunk = new StreamChunk(buffer, count);
                if (count == 0)
                {
                    chunk.Release();
                    yield break;
                }

                yield return chunk;
            }
        }
        finally
        {
            if (owned)
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
