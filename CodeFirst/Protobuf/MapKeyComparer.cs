namespace CodeFirst.Protobuf;

/// <summary>
/// Compares the numbers that are keys of a map, or values of a set, which was received. Their own hash codes anybody can compute, so that a sender
/// could choose keys that share one, and reading would take time quadratic in their number; these differ in every process.
/// Text needs no such comparer, since <see cref="Dictionary{TKey, TValue}"/> takes care of it.
/// </summary>
public sealed class MapKeyComparer : IEqualityComparer<int>, IEqualityComparer<uint>, IEqualityComparer<long>, IEqualityComparer<ulong>
{
    /// <summary>The only one: it holds no state.</summary>
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

    // The hash code of the whole is already one that can be computed.
    private static int InHalves(ulong number) => HashCode.Combine((uint)number, (uint)(number >> 32));
}
