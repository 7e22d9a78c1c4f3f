namespace CodeFirst.Protobuf;

// Fields that the message does not have, or not with this wire type.
public ref partial struct ProtoReader
{
    /// <summary>Skips the field whose tag was read last.</summary>
    /// <exception cref="ProtobufException">The field is cut short, or its wire type does not exist.</exception>
    public void SkipField()
    {
        uint tag = _tag;
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint:
                ReadUInt64();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.LengthDelimited:
                Take(ReadLength());
                break;
            case WireType.StartGroup:
                SkipGroup(tag);
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            case WireType.EndGroup:
                Throw("a group ends that was not opened");
                break;
            default:
                Throw($"wire type {tag & 7} does not exist");
                break;
        }
    }

    /// <summary>The error for a known field with a wire type that is not its own.</summary>
    /// <param name="expected">The wire type of one value.</param>
    /// <param name="orPacked">Whether values may come packed, too.</param>
    public readonly ProtobufException WrongWireType(WireType expected, bool orPacked = false)
    {
        // Inside a map's entry or a time the message has no name for the field.
        string place = _outerTag != 0 ? $"its part {_tag >> 3} " : "";
        return Error($"{place}came as {Name((WireType)(_tag & 7))}, expected was {Name(expected)}{(orPacked ? " or packed" : "")}");
    }

    private static string Name(WireType type) => type switch
    {
        WireType.Varint => "a varint (wire type 0)",
        WireType.Fixed64 => "eight bytes (wire type 1)",
        WireType.LengthDelimited => "a length and bytes (wire type 2)",
        WireType.StartGroup => "the start of a group (wire type 3)",
        WireType.EndGroup => "the end of a group (wire type 4)",
        WireType.Fixed32 => "four bytes (wire type 5)",
        _ => $"wire type {(int)type}, which does not exist",
    };

    private void SkipGroup(uint openingTag)
    {
        if (_depth >= MaxDepth)
        {
            Throw($"groups and messages are nested deeper than {MaxDepth}");
        }

        // The numbers inside are not fields of this message.
        uint outerTag = _outerTag;
        _outerTag = outerTag != 0 ? outerTag : openingTag;
        _depth++;
        uint closingTag = (openingTag & ~7u) | (uint)WireType.EndGroup;
        while (ReadTag() is var tag && tag != closingTag)
        {
            if (tag == 0)
            {
                Throw("the group is not closed");
            }

            SkipField();
        }

        _depth--;
        _outerTag = outerTag;
    }
}
