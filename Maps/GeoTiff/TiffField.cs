namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>A field of a directory. Its values stay in the file until they are asked for, since there may be millions.</summary>
/// <param name="File">The file.</param>
/// <param name="Type">What a value is, as TIFF numbers its types.</param>
/// <param name="Count">How many values there are.</param>
/// <param name="Offset">Where they are.</param>
internal readonly record struct TiffField(TiffFile File, ushort Type, long Count, long Offset)
{
    private const ushort Ascii = 2;
    private const ushort Double = 12;

    /// <summary>The size of a value in bytes; 0 for a type that nobody knows.</summary>
    public int ValueLength => LengthOf(Type);

    /// <summary>The size of a value of a type in bytes; 0 for a type that nobody knows.</summary>
    public static int LengthOf(ushort type) => type switch
    {
        1 or Ascii or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or Double or 16 or 17 or 18 => 8,
        _ => 0,
    };

    /// <summary>Reads whole numbers from an index on.</summary>
    /// <exception cref="MapReadException">The field has no whole numbers, too few, or the file ends before.</exception>
    public void ReadNumbers(long first, Span<long> numbers)
    {
        int length = ValueLength;
        if (Type is not (1 or 3 or 4 or 13 or 16 or 18) || first < 0 || first > Count - numbers.Length)
        {
            throw new MapReadException(
                $"{File.Subject} is damaged: expected {first + numbers.Length:N0} whole numbers, found {Count:N0} of type {Type}");
        }

        const int AtOnce = 512;
        Span<byte> bytes = stackalloc byte[AtOnce * sizeof(long)];
        for (int done = 0; done < numbers.Length;)
        {
            int count = Math.Min(AtOnce, numbers.Length - done);
            Span<byte> read = bytes[..(count * length)];
            File.Read(Offset + ((first + done) * length), read);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> value = read[(i * length)..];
                numbers[done++] = length switch
                {
                    1 => value[0],
                    2 => File.UInt16(value),
                    4 => File.UInt32(value),
                    _ => File.Offset64(value),
                };
            }
        }
    }

    /// <summary>Reads all numbers of double precision.</summary>
    /// <param name="most">How many are wanted at most.</param>
    /// <exception cref="MapReadException">The file ends before.</exception>
    public double[] ReadDoubles(int most)
    {
        double[] numbers = new double[Type == Double ? Math.Min(most, Count) : 0];
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        for (int i = 0; i < numbers.Length; i++)
        {
            File.Read(Offset + (i * sizeof(double)), bytes);
            numbers[i] = File.Double(bytes);
        }

        return numbers;
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="most">How many are wanted at most.</param>
    /// <exception cref="MapReadException">The file ends before.</exception>
    public byte[] ReadBytes(int most)
    {
        byte[] bytes = new byte[ValueLength == 1 ? Math.Min(most, Count) : 0];
        File.Read(Offset, bytes);
        return bytes;
    }
}
