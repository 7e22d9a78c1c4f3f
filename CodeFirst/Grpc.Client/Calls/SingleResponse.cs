using System.Runtime.ExceptionServices;
using CodeFirst.Grpc.Framing;

namespace CodeFirst.Grpc.Client;

/// <summary>Makes a call that has one response, whatever its request is.</summary>
internal static class SingleResponse
{
    public static async Task<TResponse> GetAsync<TRequest, TResponse>(
        GrpcChannel channel,
        Method<TRequest, TResponse> method,
        CallContent content,
        CallContext context)
        where TRequest : class
        where TResponse : class
    {
        using var call = new ClientCall(channel, method, context, canBeAbandoned: false, context.CallOptions.Disposal);
        using var reader = new MessageReader(channel.RouteOf(method).Limits.Receive);
        try
        {
            await call.StartAsync(content, reader).ConfigureAwait(false);

            TResponse? response = null;
            while (await reader.FillAsync(call.Body, call.Limit.Token).ConfigureAwait(false))
            {
                while (reader.TryRead(method.ResponseSerializer, out TResponse? message))
                {
                    // statuscodes.md, cardinality.
                    response = response is null ? message : throw Unimplemented("the server sent more than one response message, where the method gives one");
                }
            }

            // Trailers come after the end of the body, so the status is known only now; it says whether the message counts.
            Status status = call.ReadStatus(reader.HasRead);
            if (status.StatusCode != StatusCode.OK)
            {
                throw call.Failed(status);
            }

            reader.ThrowIfTruncated();
            if (response is not null)
            {
                return response;
            }

            throw call.IsTrailersOnly
                ? new RpcException(new Status(StatusCode.Internal, "the server ended the call with OK before it had begun to answer"))
                : Unimplemented("the server sent no response message, where the method gives one");
        }
        catch (Exception e) when (call.Translate(e) is { } better)
        {
            ExceptionDispatchInfo.Throw(better);
            throw;
        }
    }

    private static RpcException Unimplemented(string detail) => new(new Status(StatusCode.Unimplemented, detail));
}
