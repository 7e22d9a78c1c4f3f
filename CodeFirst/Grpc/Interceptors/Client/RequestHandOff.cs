using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CodeFirst.Grpc;

/// <summary>Where interceptors write a call's requests, and where the call takes them.</summary>
internal sealed class RequestHandOff<T> : IClientStreamWriter<T>
{
    // One message lies here while the one before is sent, so that a writer is held up by the network and by nothing else.
    private readonly Channel<T> _channel = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });

    public async Task WriteAsync(T message)
    {
        try
        {
            await _channel.Writer.WriteAsync(message).ConfigureAwait(false);
        }
        catch (ChannelClosedException e) when (e.InnerException is not null)
        {
            throw new OperationCanceledException("The call is over and takes no more requests; its response says how it ended.", e);
        }
        catch (ChannelClosedException e)
        {
            throw new InvalidOperationException("A request is written after CompleteAsync, which said that there are no more.", e);
        }
    }

    public Task CompleteAsync()
    {
        _channel.Writer.TryComplete();
        return Task.CompletedTask;
    }

    /// <summary>The call is over: whoever still writes is told.</summary>
    public void Close() => _channel.Writer.TryComplete(new OperationCanceledException());

    /// <summary>The requests, for the call to send.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (await _channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_channel.Reader.TryRead(out T? message))
                {
                    yield return message;
                }
            }
        }
        finally
        {
            Close();
        }
    }
}
