namespace Tests.Http2;

/// <summary>A frame that came.</summary>
internal sealed record RawFrame(FrameType Type, byte Flags, byte[] Payload)
{
    public const byte EndStream = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;

    public bool EndsStream => Type is FrameType.Data or FrameType.Headers && (Flags & EndStream) != 0;
}
