using System.Text;

namespace Tests.Http2;

/// <summary>As much of header compression as a peer can do with: literals, and no table of its own.</summary>
/// <remarks>RFC 7541. A peer told that the table has no room (SETTINGS_HEADER_TABLE_SIZE 0) refers to the static one alone.</remarks>
internal static class Hpack
{
    /// <summary>Appendix A, as far as calls go.</summary>
    private static readonly Dictionary<int, (string Name, string Value)> Static = new()
    {
        [1] = (":authority", ""),
        [3] = (":method", "POST"),
        [4] = (":path", "/"),
        [6] = (":scheme", "http"),
        [8] = (":status", "200"),
        [9] = (":status", "204"),
        [10] = (":status", "206"),
        [11] = (":status", "304"),
        [12] = (":status", "400"),
        [13] = (":status", "404"),
        [14] = (":status", "500"),
        [22] = ("allow", ""),
        [28] = ("content-length", ""),
        [31] = ("content-type", ""),
        [33] = ("date", ""),
        [54] = ("server", ""),
        [58] = ("user-agent", ""),
    };

    /// <summary>Section 6.2.2: literals without indexing, their names new. A character is a byte.</summary>
    public static byte[] Encode(IEnumerable<(string Name, string Value)> headers)
    {
        using var block = new MemoryStream();
        foreach ((string name, string value) in headers)
        {
            block.WriteByte(0);
            WriteText(name);
            WriteText(value);
        }

        return block.ToArray();

        void WriteText(string text)
        {
            WriteInteger(text.Length);
            block.Write(Encoding.Latin1.GetBytes(text));
        }

        // Section 5.1, with a prefix of seven bits.
        void WriteInteger(int value)
        {
            if (value < 0x7F)
            {
                block.WriteByte((byte)value);
                return;
            }

            block.WriteByte(0x7F);
            for (value -= 0x7F; value >= 0x80; value >>= 7)
            {
                block.WriteByte((byte)(value | 0x80));
            }

            block.WriteByte((byte)value);
        }
    }

    /// <summary>The headers in the order in which they stand.</summary>
    public static Dictionary<string, string> Decode(ReadOnlySpan<byte> block)
    {
        var headers = new Dictionary<string, string>();
        int position = 0;
        while (position < block.Length)
        {
            byte first = block[position];
            if (first >= 0x80)
            {
                (string known, string value) = Static[ReadInteger(block, ref position, 7)];
                headers.Add(known, value);
                continue;
            }

            if ((first & 0xE0) == 0x20)
            {
                // Section 6.3: the table's size, which stays what it is.
                Assert.AreEqual(0, ReadInteger(block, ref position, 5));
                continue;
            }

            int index = ReadInteger(block, ref position, (first & 0x40) != 0 ? 6 : 4);
            string name = index == 0 ? ReadText(block, ref position) : Static[index].Name;
            headers.Add(name, ReadText(block, ref position));
        }

        return headers;
    }

    private static string ReadText(ReadOnlySpan<byte> block, ref int position)
    {
        Assert.IsLessThan(0x80, block[position], "nobody here writes Huffman codes");
        int length = ReadInteger(block, ref position, 7);
        position += length;
        return Encoding.Latin1.GetString(block[(position - length)..position]);
    }

    private static int ReadInteger(ReadOnlySpan<byte> block, ref int position, int prefix)
    {
        int most = (1 << prefix) - 1;
        int value = block[position++] & most;
        for (int shift = 0; value >= most && shift <= 21; shift += 7)
        {
            byte part = block[position++];
            value += (part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
