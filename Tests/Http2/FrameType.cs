namespace Tests.Http2;

/// <summary>RFC 9113, section 6.</summary>
internal enum FrameType : byte
{
    Data = 0x0,
    Headers = 0x1,
    Reset = 0x3,
    Settings = 0x4,
    Ping = 0x6,
    GoAway = 0x7,
    WindowUpdate = 0x8,
    Continuation = 0x9,

    /// <summary>None that means anything; section 4.1: it is to be ignored.</summary>
    Unknown = 0xFA,
}
