using System.Text;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// The directory of a picture in a TIFF file: its fields by their tags. Reading one takes memory for its fields only, however large the
/// file says that they are.
/// </summary>
internal sealed class TiffDirectory
{
    private const int MostFields = 4096;
    private const int MostDirectories = 256;
    private const int LongestText = 4096;

    private readonly Dictionary<TiffTag, TiffField> _fields = [];
    private readonly long _next;

    private TiffDirectory(TiffFile file, long offset)
    {
        File = file;
        (int countLength, int fieldLength, int offsetLength) = file.IsBig ? (8, 20, 8) : (2, 12, 4);
        Span<byte> head = stackalloc byte[8];
        file.Read(offset, head[..countLength]);
        long count = file.IsBig ? file.Offset64(head) : file.UInt16(head);
        if (count is 0 or > MostFields)
        {
            throw new MapFormatException(
                $"{file.Subject} is damaged: its directory at {offset:N0} has {count:N0} fields; expected 1 to {MostFields:N0}");
        }

        byte[] bytes = new byte[(count * fieldLength) + offsetLength];
        file.Read(offset + countLength, bytes);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> field = bytes.AsSpan(i * fieldLength, fieldLength);
            ushort type = file.UInt16(field[2..]);
            long values = file.IsBig ? file.Offset64(field[4..]) : file.UInt32(field[4..]);
            int length = TiffField.LengthOf(type);

            // Values that fit stand where the offset would.
            bool isHere = length > 0 && values <= offsetLength / length;
            ReadOnlySpan<byte> place = field[^offsetLength..];
            long at = isHere ? offset + countLength + (i * fieldLength) + fieldLength - offsetLength : OffsetIn(file, place);
            _fields.TryAdd((TiffTag)file.UInt16(field), new TiffField(file, type, values, at));
        }

        _next = OffsetIn(file, bytes.AsSpan()[^offsetLength..]);
    }

    /// <summary>The file that it is in.</summary>
    public TiffFile File { get; }

    /// <summary>
    /// Reads the directories of a file: those in its chain, each followed by the directories under it.
    /// </summary>
    /// <exception cref="MapReadException">The file ends before, or cannot be read.</exception>
    /// <exception cref="MapFormatException">The directories are damaged.</exception>
    public static List<TiffDirectory> ReadAll(TiffFile file)
    {
        var seen = new HashSet<long>();
        var all = new List<TiffDirectory>();
        for (long offset = file.FirstDirectory; offset != 0;)
        {
            TiffDirectory directory = ReadOne(offset);
            foreach (long below in directory.Numbers(TiffTag.SubIfds, MostDirectories).Where(below => below != 0))
            {
                ReadOne(below);
            }

            offset = directory._next;
        }

        return all;

        TiffDirectory ReadOne(long offset)
        {
            if (!seen.Add(offset) || all.Count == MostDirectories)
            {
                throw new MapFormatException(
                    $"{file.Subject} is damaged: its directories lead in a circle, or there are more than {MostDirectories}");
            }

            var directory = new TiffDirectory(file, offset);
            all.Add(directory);
            return directory;
        }
    }

    /// <summary>A field; null if there is none.</summary>
    public TiffField? Find(TiffTag tag) => _fields.TryGetValue(tag, out TiffField field) ? field : null;

    /// <summary>The first number of a field.</summary>
    /// <param name="tag">The field.</param>
    /// <param name="absent">What it is where there is none.</param>
    public long Number(TiffTag tag, long absent) => Numbers(tag, 1) is [var number, ..] ? number : absent;

    /// <summary>The numbers of a field; none if there is no such field.</summary>
    /// <param name="tag">The field.</param>
    /// <param name="most">How many are wanted at most.</param>
    public long[] Numbers(TiffTag tag, int most)
    {
        if (Find(tag) is not { } field)
        {
            return [];
        }

        long[] numbers = new long[Math.Min(most, field.Count)];
        field.ReadNumbers(0, numbers);
        return numbers;
    }

    /// <summary>The floating-point numbers of a field; none if there is no such field.</summary>
    public double[] Doubles(TiffTag tag, int most) => Find(tag)?.ReadDoubles(most) ?? [];

    /// <summary>The bytes of a field; none if there is no such field.</summary>
    public byte[] Bytes(TiffTag tag, int most) => Find(tag)?.ReadBytes(most) ?? [];

    /// <summary>The text of a field; empty if there is no such field.</summary>
    public string Text(TiffTag tag) => Encoding.UTF8.GetString(Bytes(tag, LongestText)).Split('\0')[0].Trim();

    private static long OffsetIn(TiffFile file, ReadOnlySpan<byte> bytes) => file.IsBig ? file.Offset64(bytes) : file.UInt32(bytes);
}
