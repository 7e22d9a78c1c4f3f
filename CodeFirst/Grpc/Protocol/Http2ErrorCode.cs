namespace CodeFirst.Grpc.Protocol;

/// <summary>The HTTP/2 error codes that mean something of their own to gRPC.</summary>
/// <remarks>RFC 9113, section 7.</remarks>
internal enum Http2ErrorCode
{
    NoError = 0x0,
    RefusedStream = 0x7,
    Cancel = 0x8,
    EnhanceYourCalm = 0xB,
    InadequateSecurity = 0xC,
}
