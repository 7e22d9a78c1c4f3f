using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>A watch of a map, read a message at a time.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly IAsyncEnumerator<Change> _changes;
    private Task<bool> _move = Task.FromResult(true);

    private Watching(IAsyncEnumerable<Change> changes, CancellationTokenSource end)
    {
        _end = end;
        _changes = changes.GetAsyncEnumerator(end.Token);
    }

    public static Watching Start(HostClient client, CallContext context, Area? area = null, long? since = null)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        return new Watching(
            client.Live.Watch(new WatchRequest { Area = area, Since = since }, context.CallOptions.WithCancellationToken(end.Token)),
            end);
    }

    /// <summary>Waits until the Host tells watchers of a version: what it stores in a database it hears of from there.</summary>
    public static async Task HearAsync(HostClient client, long version, CallContext context)
    {
        await using Watching watching = Start(client, context);
        while ((await watching.NextMessageAsync()).Version is not { } heard || heard < version)
        {
        }
    }

    /// <summary>The next message as text: <c>x,y=image@version</c>, without what it does not have.</summary>
    public async Task<string> NextAsync()
    {
        Change change = await NextMessageAsync();
        string image = change.Image is { } it
            ? string.Create(CultureInfo.InvariantCulture, $"{it.X},{it.Y}={Encoding.ASCII.GetString(it.Bytes.Span)}")
            : "";
        return change.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{image}@{version}") : image;
    }

    public async Task<Change> NextMessageAsync()
    {
        _move = _changes.MoveNextAsync().AsTask();
        Assert.IsTrue(await _move.WaitAsync(Waiting.Patience), "a watch ends with an error only");
        return _changes.Current;
    }

    /// <summary>Reads on to a message that begins so.</summary>
    public async Task<string> UntilAsync(string start)
    {
        string message;
        do
        {
            message = await NextAsync();
        }
        while (!message.StartsWith(start, StringComparison.Ordinal));

        return message;
    }

    public async Task<List<string>> TakeAsync(int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            taken.Add(await NextAsync());
        }

        return taken;
    }

    /// <summary>Reads on to the error that ends it.</summary>
    public async Task<RpcException> EndAsync() => await Assert.ThrowsExactlyAsync<RpcException>(async () =>
    {
        while (true)
        {
            await NextMessageAsync();
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();

        // Where a test gave up waiting, its move is still under way.
        await ((Task)_move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _changes.DisposeAsync();
        _end.Dispose();
    }
}
