using System.Globalization;

namespace CodeFirst.Grpc.Protocol;

/// <summary>Status codes on the wire, and what other protocols' codes amount to.</summary>
internal static class StatusCodes
{
    private static readonly string[] Numbers = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"];

    /// <summary>The value of <c>grpc-status</c>: decimal, without leading zeros.</summary>
    public static string Format(StatusCode code) =>
        (uint)code < (uint)Numbers.Length ? Numbers[(int)code] : Numbers[(int)StatusCode.Unknown];

    /// <summary>Reads <c>grpc-status</c>. What is not one of the known codes is UNKNOWN (statuscodes.md, "Error parsing returned status").</summary>
    public static StatusCode Parse(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code < Numbers.Length ? (StatusCode)code : StatusCode.Unknown;

    /// <summary>What an HTTP status means when there is no <c>grpc-status</c>, and only then.</summary>
    /// <remarks>http-grpc-status-mapping.md; 431 after grpc's own implementations.</remarks>
    public static StatusCode FromHttp(int httpStatus) => httpStatus switch
    {
        400 or 431 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>What it means that a stream or a connection was ended with an HTTP/2 error code.</summary>
    /// <remarks>gRPC over HTTP/2, "HTTP2 Transport Mapping", Errors.</remarks>
    public static StatusCode FromHttp2Error(long errorCode) => (Http2ErrorCode)errorCode switch
    {
        Http2ErrorCode.RefusedStream => StatusCode.Unavailable,
        Http2ErrorCode.Cancel => StatusCode.Cancelled,
        Http2ErrorCode.EnhanceYourCalm => StatusCode.ResourceExhausted,
        Http2ErrorCode.InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
