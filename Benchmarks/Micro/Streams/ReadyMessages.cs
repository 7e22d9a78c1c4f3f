namespace Benchmarks.Micro.Streams;

/// <summary>Messages that nobody has to wait for.</summary>
internal sealed class ReadyMessages<T>(List<T> messages) : IAsyncEnumerable<T>, IAsyncEnumerator<T>
{
    private int _next;

    public T Current => messages[_next - 1];

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public ValueTask<bool> MoveNextAsync() => new(_next++ < messages.Count);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
