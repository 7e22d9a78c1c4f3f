using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>How a call's request is waited for.</summary>
internal sealed partial class ServerCall
{
    /// <summary>Reads what there is of the request, or waits for more until the call ends or the client stalls.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public async ValueTask<ReadResult> ReadRequestAsync(PipeReader reader)
    {
        try
        {
            return reader.TryRead(out ReadResult read) ? read : await WaitForRequestAsync(reader);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == Microsoft.AspNetCore.Http.StatusCodes.Status413PayloadTooLarge)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "the request exceeds the server's limit for request bodies", e));
        }
        catch (IOException)
        {
            // The client reset the stream or its connection is lost; the token says so too, perhaps a moment later.
            End(CallEnd.ClientGone);
            ThrowIfEnded();
            throw;
        }
    }

    private async ValueTask<ReadResult> WaitForRequestAsync(PipeReader reader)
    {
        WatchEnds();

        // End() notes the end and then looks here; this tells that there is something to cancel and then looks for an end.
        Interlocked.Exchange(ref _readingRequest, true);
        ThrowIfEnded();
        StallWatch.Begin();
        try
        {
            return await reader.ReadAsync();
        }
        finally
        {
            StallWatch.End();
            Volatile.Write(ref _readingRequest, false);
        }
    }
}
