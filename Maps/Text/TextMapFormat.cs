namespace CodeFirstSatellite.Maps.Text;

/// <summary>The rules of a text map's bytes.</summary>
internal static class TextMapFormat
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private const string Form = "a text map is lines of equal length, each ended by LF";

    /// <summary>Distance in bytes from a cell to the cell south of it: a row and its LF.</summary>
    public static int StrideOf(Grid grid) => grid.Width + 1;

    /// <summary>Checks the map and finds its grid.</summary>
    /// <exception cref="MapFormatException">A line breaks a rule.</exception>
    public static Grid Check(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            throw new MapFormatException(1, $"the file is empty; {Form}, and at least one");
        }

        RefuseByteOrderMark(content);
        int width = 0;
        int line = 0;
        for (ReadOnlySpan<byte> rest = content; !rest.IsEmpty;)
        {
            line++;
            int length = rest.IndexOf(LineFeed);
            if (length < 0)
            {
                throw new MapFormatException(
                    line,
                    $"expected LF at the end, found the end of the file after {Bytes(rest.Length)}; {Form}, the last line too");
            }

            if (length > 0 && rest[length - 1] == CarriageReturn)
            {
                throw new MapFormatException(line, "expected LF at the end, found CRLF; save the file with Unix line ends");
            }

            if (line == 1)
            {
                width = length;
            }

            if (length == 0)
            {
                throw new MapFormatException(
                    line,
                    $"expected {(line == 1 ? "at least 1 byte" : $"{Bytes(width)} as in line 1")}, found an empty line");
            }

            if (length != width)
            {
                throw new MapFormatException(line, $"expected {Bytes(width)} as in line 1, found {length}; {Form}");
            }

            rest = rest[(length + 1)..];
        }

        return new Grid(width, line);
    }

    private static void RefuseByteOrderMark(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith<byte>([0xEF, 0xBB, 0xBF])
            || content.StartsWith<byte>([0xFE, 0xFF])
            || content.StartsWith<byte>([0xFF, 0xFE]))
        {
            throw new MapFormatException(
                1,
                "expected the first cell, found a byte order mark; save the file without one, in ASCII or UTF-8 without BOM");
        }
    }

    private static string Bytes(int count) => count == 1 ? "1 byte" : $"{count} bytes";
}
