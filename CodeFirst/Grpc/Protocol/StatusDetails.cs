using CodeFirst.Grpc.ErrorDetails;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Protocol;

/// <summary>What <c>grpc-status-details-bin</c> says beside <c>grpc-status</c> and <c>grpc-message</c>.</summary>
internal static class StatusDetails
{
    /// <summary>
    /// The status by its details where they give another text, since that is the whole one: a proxy may have cut or garbled
    /// the header. What cannot be read counts for nothing here; whoever asks for the details is told.
    /// </summary>
    public static Status Prefer(Status status, Metadata trailers)
    {
        if (status.StatusCode == StatusCode.OK)
        {
            return status;
        }

        try
        {
            return trailers.GetRpcStatus() is { } details && details.Code != (int)StatusCode.OK && Enum.IsDefined((StatusCode)details.Code)
                ? new Status((StatusCode)details.Code, details.Message)
                : status;
        }
        catch (ProtobufException)
        {
            return status;
        }
    }
}
