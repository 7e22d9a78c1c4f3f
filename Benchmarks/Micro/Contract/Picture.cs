namespace Benchmarks.Micro.Contract;

/// <summary>16 KiB, not all alike.</summary>
internal static class Picture
{
    public static byte[] Bytes { get; } = [.. Enumerable.Range(0, 16 * 1024).Select(i => (byte)(i * i >> 9 & 0x1F))];
}
