using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc;

/// <summary>A stream of batches as the stream of their messages.</summary>
internal sealed class MessageStream<T>(IAsyncEnumerable<MessageBatch<T>> batches) : IAsyncEnumerable<T>
    where T : class
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(batches.GetAsyncEnumerator(cancellationToken), cancellationToken);

    private sealed class Enumerator(IAsyncEnumerator<MessageBatch<T>> batches, CancellationToken cancellationToken) : IAsyncEnumerator<T>
    {
        private MessageBatch<T>? _batch;
        private T? _current;

        public T Current => _current!;

        public ValueTask<bool> MoveNextAsync() =>
            _batch is not null && !cancellationToken.IsCancellationRequested && _batch.TryTake(out _current) ? new(true) : ReceiveAsync();

        public ValueTask DisposeAsync() => batches.DisposeAsync();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<bool> ReceiveAsync()
        {
            _current = null;

            // A batch is empty if the call ended just after it arrived; the next move throws the reason.
            while (await batches.MoveNextAsync().ConfigureAwait(false))
            {
                _batch = batches.Current;
                if (_batch.TryTake(out _current))
                {
                    return true;
                }
            }

            _batch = null;
            return false;
        }
    }
}
