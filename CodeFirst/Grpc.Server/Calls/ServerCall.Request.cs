using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>How a call's request is waited for.</summary>
internal sealed partial class ServerCall
{
    private long _messagesReceived;

    /// <summary>Counts a request message. One flow at a time reads them.</summary>
    public void CountRequest() => Volatile.Write(ref _messagesReceived, _messagesReceived + 1);

    /// <summary>Reads what there is of the request, or waits for more until the call ends or the client stalls.</summary>
    /// <param name="reader">The request's body.</param>
    /// <param name="mayBeSilent">
    /// Whether the client owes nothing: between two messages of a stream it may be silent for as long as it likes. One that
    /// is gone is found by the connection's pings.
    /// </param>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadResult> ReadRequestAsync(PipeReader reader, bool mayBeSilent)
    {
        try
        {
            return reader.TryRead(out ReadResult read) ? read : await WaitForRequestAsync(reader, mayBeSilent);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == Microsoft.AspNetCore.Http.StatusCodes.Status413PayloadTooLarge)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "the request exceeds the server's limit for request bodies", e));
        }
        catch (Exception e) when (IsClientGone(e))
        {
            // The token says so too, perhaps a moment later.
            End(CallEnd.ClientGone);
            ThrowIfEnded();
            throw;
        }
    }

    /// <summary>Gives back what has been read. Never throws for a client that is gone meanwhile: the next read tells.</summary>
    public void AdvanceRequest(PipeReader reader, SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            reader.AdvanceTo(consumed, examined);
        }
        catch (Exception e) when (IsClientGone(e))
        {
            End(CallEnd.ClientGone);
        }
    }

    /// <summary>Whether the request's reader says that the stream was reset or its connection is lost.</summary>
    private static bool IsClientGone(Exception exception) => exception is IOException or ConnectionAbortedException;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitForRequestAsync(PipeReader reader, bool mayBeSilent)
    {
        WatchEnds();

        // End() notes the end and then looks here; this tells that there is something to cancel and then looks for an end.
        Interlocked.Exchange(ref _readingRequest, true);
        ThrowIfEnded();
        if (!mayBeSilent)
        {
            ReadWatch.Begin();
        }

        try
        {
            return await reader.ReadAsync();
        }
        finally
        {
            _readWatch?.End();
            Volatile.Write(ref _readingRequest, false);
        }
    }
}
