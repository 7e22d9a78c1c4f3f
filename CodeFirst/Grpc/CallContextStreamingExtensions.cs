using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CodeFirst.Grpc;

/// <summary>Handles the two directions of a call, or one of them, in the ways that protobuf-net.Grpc has for it.</summary>
/// <remarks>
/// The two halves of a full-duplex call run beside each other, each with a context of its own. When one fails, the token of
/// the other's context and of its enumeration is cancelled, that one is waited for, and the failure that came first is thrown.
/// A half that ends well leaves the other to end by itself.
/// </remarks>
public static class CallContextStreamingExtensions
{
    /// <summary>For a method with a stream each way: gives what the producer yields, while the consumer enumerates what comes.</summary>
    /// <param name="context">The call.</param>
    /// <param name="producer">Yields the responses.</param>
    /// <param name="source">What comes from the other side.</param>
    /// <param name="consumer">Enumerates it, or as much as it wants to.</param>
    /// <exception cref="OperationCanceledException">Thrown by the enumeration: the call has ended.</exception>
    public static IAsyncEnumerable<TResponse> FullDuplexAsync<TRequest, TResponse>(
        this CallContext context,
        Func<CallContext, IAsyncEnumerable<TResponse>> producer,
        IAsyncEnumerable<TRequest> source,
        Func<IAsyncEnumerable<TRequest>, CallContext, ValueTask> consumer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(consumer);
        return ProduceAsync(context, producer, source, consumer);
    }

    /// <summary>For a method with a stream each way: gives what the producer yields, while the consumer is given what comes, one by one.</summary>
    /// <inheritdoc cref="FullDuplexAsync{TRequest, TResponse}(CallContext, Func{CallContext, IAsyncEnumerable{TResponse}}, IAsyncEnumerable{TRequest}, Func{IAsyncEnumerable{TRequest}, CallContext, ValueTask})"/>
    public static IAsyncEnumerable<TResponse> FullDuplexAsync<TRequest, TResponse>(
        this CallContext context,
        Func<CallContext, IAsyncEnumerable<TResponse>> producer,
        IAsyncEnumerable<TRequest> source,
        Func<TRequest, CallContext, ValueTask> consumer) =>
        context.FullDuplexAsync(producer, source, OneByOne(consumer));

    /// <summary>
    /// For the client of such a method, whose requests are written to somewhere: runs the producer, which writes them, while the
    /// consumer enumerates the responses. Completed when both are done.
    /// </summary>
    /// <param name="context">The call's; its <see cref="CallContext.State"/> may say where to write.</param>
    /// <param name="producer">Writes the requests.</param>
    /// <param name="source">The responses.</param>
    /// <param name="consumer">Enumerates them, or as many as it wants to.</param>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public static async ValueTask FullDuplexAsync<T>(
        this CallContext context,
        Func<CallContext, ValueTask> producer,
        IAsyncEnumerable<T> source,
        Func<IAsyncEnumerable<T>, CallContext, ValueTask> consumer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(consumer);
        using var halves = new Halves(context, default);
        Task producing = halves.RunAsync(c => producer(c));
        await halves.RunAsync(c => consumer(EndingWith(source, c.CancellationToken), c)).ConfigureAwait(false);
        await producing.ConfigureAwait(false);
        halves.ThrowIfFailed();
    }

    /// <summary>The same with a consumer that is given the responses one by one.</summary>
    /// <inheritdoc cref="FullDuplexAsync{T}(CallContext, Func{CallContext, ValueTask}, IAsyncEnumerable{T}, Func{IAsyncEnumerable{T}, CallContext, ValueTask})"/>
    public static ValueTask FullDuplexAsync<T>(
        this CallContext context,
        Func<CallContext, ValueTask> producer,
        IAsyncEnumerable<T> source,
        Func<T, CallContext, ValueTask> consumer) =>
        context.FullDuplexAsync(producer, source, OneByOne(consumer));

    /// <summary>Gives each message of a stream to <paramref name="consumer"/>, one after the other.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public static async ValueTask ConsumeAsync<TRequest>(
        this CallContext context,
        IAsyncEnumerable<TRequest> source,
        Func<TRequest, CallContext, ValueTask> consumer)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(consumer);
        await foreach (TRequest message in source.WithCancellation(context.CancellationToken).ConfigureAwait(false))
        {
            await consumer(message, context).ConfigureAwait(false);
        }
    }

    /// <summary>Makes one value of a stream: gives <paramref name="aggregate"/> the value so far and the next message, beginning with <paramref name="seed"/>.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public static async ValueTask<TValue> AggregateAsync<TRequest, TValue>(
        this CallContext context,
        IAsyncEnumerable<TRequest> source,
        Func<TValue, TRequest, CallContext, ValueTask<TValue>> aggregate,
        TValue seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(aggregate);
        TValue value = seed;
        await foreach (TRequest message in source.WithCancellation(context.CancellationToken).ConfigureAwait(false))
        {
            value = await aggregate(value, message, context).ConfigureAwait(false);
        }

        return value;
    }

    private static async IAsyncEnumerable<TResponse> ProduceAsync<TRequest, TResponse>(
        CallContext context,
        Func<CallContext, IAsyncEnumerable<TResponse>> producer,
        IAsyncEnumerable<TRequest> source,
        Func<IAsyncEnumerable<TRequest>, CallContext, ValueTask> consumer,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var halves = new Halves(context, cancellationToken);
        Task consuming = halves.RunAsync(c => consumer(EndingWith(source, c.CancellationToken), c));
        IAsyncEnumerator<TResponse>? producing = null;
        bool enumerated = false;
        try
        {
            while (true)
            {
                bool more = false;
                try
                {
                    producing ??= producer(halves.Context).GetAsyncEnumerator(halves.Context.CancellationToken);
                    more = await producing.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    halves.Fail(e);
                }

                if (!more)
                {
                    break;
                }

                yield return producing!.Current;
            }

            enumerated = true;
        }
        finally
        {
            if (!enumerated)
            {
                halves.Stop();
            }

            if (producing is not null)
            {
                await producing.DisposeAsync().ConfigureAwait(false);
            }

            await consuming.ConfigureAwait(false);
        }

        halves.ThrowIfFailed();
    }

    private static Func<IAsyncEnumerable<T>, CallContext, ValueTask> OneByOne<T>(Func<T, CallContext, ValueTask> consumer)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        return (source, context) => context.ConsumeAsync(source, consumer);
    }

    /// <summary>The same messages, whose enumeration ends with a token that the enumerator need not know of.</summary>
    private static async IAsyncEnumerable<T> EndingWith<T>(IAsyncEnumerable<T> source, CancellationToken ending, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource? both = cancellationToken.CanBeCanceled && cancellationToken != ending
            ? CancellationTokenSource.CreateLinkedTokenSource(ending, cancellationToken)
            : null;
        await foreach (T message in source.WithCancellation(both?.Token ?? ending).ConfigureAwait(false))
        {
            yield return message;
        }
    }

    /// <summary>What the two halves of a call know of each other.</summary>
    private sealed class Halves : IDisposable
    {
        private readonly CancellationTokenSource _ending;
        private readonly CancellationToken _callEnds;
        private Exception? _failure;

        public Halves(in CallContext context, CancellationToken cancellationToken)
        {
            _ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, cancellationToken);
            _callEnds = context.CancellationToken;
            Context = context.EndingWith(_ending.Token);
        }

        /// <summary>The call's, with a token that ends when either half fails.</summary>
        public CallContext Context { get; }

        /// <summary>Runs a half on a thread of its own from the start, since it may block. Never fails.</summary>
        public async Task RunAsync(Func<CallContext, ValueTask> half)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await half(Context).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }

        public void Fail(Exception exception)
        {
            if (Interlocked.CompareExchange(ref _failure, exception, null) is null)
            {
                Stop();
            }
        }

        public void Stop() => _ending.Cancel();

        public void ThrowIfFailed()
        {
            if (_failure is OperationCanceledException cancelled && cancelled.CancellationToken == _ending.Token && _callEnds.IsCancellationRequested)
            {
                // Whoever cancelled the call knows that token, not ours.
                throw new OperationCanceledException(cancelled.Message, cancelled, _callEnds);
            }

            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        public void Dispose() => _ending.Dispose();
    }
}
