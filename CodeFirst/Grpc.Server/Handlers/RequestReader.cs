using System.Buffers;
using System.IO.Pipelines;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Server;

/// <summary>Reads the request of a call that has one.</summary>
internal static class RequestReader
{
    /// <exception cref="RpcException">
    /// UNIMPLEMENTED for none or several messages (statuscodes.md, cardinality), INTERNAL for what is not a message.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public static async ValueTask<TRequest> ReadSingleAsync<TRequest>(ServerCall call, MessageSerializer<TRequest> serializer)
        where TRequest : class
    {
        PipeReader reader = call.Http.Request.BodyReader;
        ReceiveRules rules = call.ReceiveRules;
        TRequest? request = null;
        while (true)
        {
            ReadResult read = await call.ReadRequestAsync(reader, mayBeSilent: false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            try
            {
                call.ThrowIfEnded();
                if (request is null && MessageSequence.TryRead(ref buffer, rules, out ReadOnlySequence<byte> message, out bool compressed))
                {
                    call.CountRequest();
                    call.WasRequestCompressed = compressed;
                    request = compressed ? MessageParser.ParseCompressed(serializer, message, rules) : MessageParser.Parse(serializer, message);
                }

                if (request is not null && !buffer.IsEmpty)
                {
                    throw Unimplemented("the call carries more than one request message, where the method takes one");
                }

                if (read.IsCompleted)
                {
                    return request ?? throw Missing(buffer, rules);
                }
            }
            finally
            {
                // Everything is examined: the next read waits for more. What has been examined is given back to the
                // client's flow-control window, so a message may be longer than that.
                call.AdvanceRequest(reader, buffer.Start, buffer.End);
            }
        }
    }

    private static RpcException Missing(in ReadOnlySequence<byte> rest, in ReceiveRules rules) =>
        rest.IsEmpty ? Unimplemented("the call carries no request message, where the method takes one") : MessageSequence.Truncated(rest, rules);

    private static RpcException Unimplemented(string detail) => new(new Status(StatusCode.Unimplemented, detail));
}
