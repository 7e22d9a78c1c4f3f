namespace Tests.CodeFirst.Harness;

/// <summary>A stream of requests that can tell how it was treated: stopped, disposed, and never disposed while it moved.</summary>
internal sealed class Questions(
    int count, Func<int, CancellationToken, ValueTask>? before = null, Func<int, Question>? make = null) : IAsyncEnumerable<Question>
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<int, CancellationToken, ValueTask> _before = before ?? ((_, _) => default);
    private readonly Func<int, Question> _make = make ?? (i => new Question { Number = i });
    private readonly int _count = count;
    private int _yielded;

    /// <summary>How many have been taken.</summary>
    public int Yielded => Volatile.Read(ref _yielded);

    /// <summary>Completed when the first has been asked for: a call that ends before that has nothing to dispose.</summary>
    public Task Begun => _begun.Task.Patiently();

    public bool DisposedWhileMoving { get; private set; }

    /// <summary>Waits until the enumerator has been disposed.</summary>
    public async Task WaitUntilDisposedAsync()
    {
        await _disposed.Task.Patiently();
        Assert.IsFalse(DisposedWhileMoving, "the producer was disposed in the middle of a move");
    }

    public IAsyncEnumerator<Question> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(this, cancellationToken);

    /// <summary>Waits until the token is cancelled, as a producer that behaves does.</summary>
    public static async ValueTask Forever(CancellationToken cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

    private sealed class Enumerator(Questions owner, CancellationToken cancellationToken) : IAsyncEnumerator<Question>
    {
        private bool _moving;
        private int _next;

        public Question Current { get; private set; } = null!;

        public async ValueTask<bool> MoveNextAsync()
        {
            _moving = true;
            owner._begun.TrySetResult();
            try
            {
                if (_next == owner._count)
                {
                    return false;
                }

                await owner._before(_next, cancellationToken);
                Current = owner._make(_next++);
                Interlocked.Increment(ref owner._yielded);
                return true;
            }
            finally
            {
                _moving = false;
            }
        }

        public ValueTask DisposeAsync()
        {
            owner.DisposedWhileMoving |= _moving;
            owner._disposed.TrySetResult();
            return default;
        }
    }
}
