namespace CodeFirst.Protobuf;

/// <summary>The low three bits of a tag: how the field's payload is delimited.</summary>
/// <remarks>Protocol Buffers encoding, "Message Structure".</remarks>
public enum WireType
{
    /// <summary>A base-128 number of one to ten bytes.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>A varint length and that many bytes: string, bytes, message, packed scalars.</summary>
    LengthDelimited = 2,

    /// <summary>Opens a group, a proto2 form that readers skip.</summary>
    StartGroup = 3,

    /// <summary>Closes a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}
