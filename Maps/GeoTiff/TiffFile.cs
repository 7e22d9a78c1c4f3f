using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// A TIFF or BigTIFF file (https://gitlab.com/libtiff/libtiff, TIFF 6.0 and its BigTIFF design) that is read at any place. Thread-safe.
/// </summary>
internal sealed class TiffFile : IDisposable
{
    private const int HeaderLength = 16;
    private const short Classic = 42;
    private const short Big = 43;

    private readonly SafeFileHandle _handle;
    private readonly bool _isLittleEndian;

    private TiffFile(SafeFileHandle handle, string subject, long length, ReadOnlySpan<byte> header)
    {
        _handle = handle;
        Subject = subject;
        Length = length;
        _isLittleEndian = header[0] == 'I';
        IsBig = UInt16(header[2..]) == Big;
        if (IsBig && UInt16(header[4..]) != sizeof(long))
        {
            throw new MapFormatException($"{subject} is a BigTIFF with offsets of {UInt16(header[4..])} bytes; expected {sizeof(long)}");
        }

        FirstDirectory = IsBig ? Offset64(header[8..]) : UInt32(header[4..]);
    }

    /// <summary>What messages call it.</summary>
    public string Subject { get; }

    /// <summary>Whether offsets and counts have 64 bits.</summary>
    public bool IsBig { get; }

    /// <summary>The file's size in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Where the directory of the first picture is.</summary>
    public long FirstDirectory { get; }

    /// <summary>Whether these first bytes are those of a TIFF or BigTIFF file.</summary>
    public static bool IsOne(ReadOnlySpan<byte> header) =>
        header.StartsWith("II*\0"u8) || header.StartsWith("MM\0*"u8) || header.StartsWith("II+\0"u8) || header.StartsWith("MM\0+"u8);

    /// <param name="path">The file.</param>
    /// <param name="subject">What messages call it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a TIFF file.</exception>
    public static TiffFile Open(string path, string subject)
    {
        SafeFileHandle handle = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            header.Clear();
            int found = RandomAccess.Read(handle, header, 0);
            return IsOne(header) && found > 8
                ? new TiffFile(handle, subject, RandomAccess.GetLength(handle), header)
                : throw new MapFormatException(
                    $"{subject} is not a TIFF file: expected II or MM at its beginning, found {found} other bytes");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes at a place.</summary>
    /// <exception cref="MapReadException">The file does not have them, or cannot be read.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        int count = bytes.Length;
        if (offset < 0 || offset > Length - count)
        {
            throw new MapReadException(
                $"{Subject} is cut short or damaged: expected {count:N0} bytes at {offset:N0}, and the file has {Length:N0}; "
                + "copy it again");
        }

        for (long at = offset; bytes.Length > 0;)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_handle, bytes, at);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new MapReadException($"{Subject} cannot be read: {count:N0} bytes at {offset:N0}: {e.Message}", e);
            }

            if (read == 0)
            {
                throw new MapReadException(
                    $"{Subject} was cut short while it was served: expected {count:N0} bytes at {offset:N0}, found {at - offset:N0}; "
                    + "copy it again");
            }

            at += read;
            bytes = bytes[read..];
        }
    }

    /// <summary>A 16-bit number in the file's byte order.</summary>
    public ushort UInt16(ReadOnlySpan<byte> bytes) =>
        _isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    /// <summary>A 32-bit number in the file's byte order.</summary>
    public uint UInt32(ReadOnlySpan<byte> bytes) =>
        _isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    /// <summary>A 64-bit offset or count in the file's byte order. One that no file can have is the largest that a long holds.</summary>
    public long Offset64(ReadOnlySpan<byte> bytes) => (long)Math.Min(
        long.MaxValue,
        _isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>A floating-point number in the file's byte order.</summary>
    public double Double(ReadOnlySpan<byte> bytes) =>
        _isLittleEndian ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : BinaryPrimitives.ReadDoubleBigEndian(bytes);

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();
}
