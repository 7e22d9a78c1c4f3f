namespace CodeFirst.Protobuf;

/// <summary>
/// Hashes the numeric keys of received maps and values of received sets with a random seed per process. A sender who knew the hash codes
/// could choose keys that collide, and reading would take quadratic time. <see cref="Dictionary{TKey, TValue}"/> does this itself for text.
/// </summary>
public sealed class MapKeyComparer : IEqualityComparer<int>, IEqualityComparer<uint>, IEqualityComparer<long>, IEqualityComparer<ulong>
{
    /// <summary>The only instance; it holds no state and is thread-safe.</summary>
    public static readonly MapKeyComparer Instance = new();

    private MapKeyComparer()
    {
    }

    bool IEqualityComparer<int>.Equals(int x, int y) => x == y;

    bool IEqualityComparer<uint>.Equals(uint x, uint y) => x == y;

    bool IEqualityComparer<long>.Equals(long x, long y) => x == y;

    bool IEqualityComparer<ulong>.Equals(ulong x, ulong y) => x == y;

    int IEqualityComparer<int>.GetHashCode(int obj) => HashCode.Combine(obj);

    int IEqualityComparer<uint>.GetHashCode(uint obj) => HashCode.Combine(obj);

    int IEqualityComparer<long>.GetHashCode(long obj) => InHalves((ulong)obj);

    int IEqualityComparer<ulong>.GetHashCode(ulong obj) => InHalves(obj);

    // In halves: the hash code of a whole Int64 is predictable before it is combined.
    private static int InHalves(ulong number) => HashCode.Combine((uint)number, (uint)(number >> 32));
}
