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

    /// <inheritdoc />
    public bool Equals(int x, int y) => x == y;

    /// <inheritdoc />
    public bool Equals(uint x, uint y) => x == y;

    /// <inheritdoc />
    public bool Equals(long x, long y) => x == y;

    /// <inheritdoc />
    public bool Equals(ulong x, ulong y) => x == y;

    /// <inheritdoc />
    public int GetHashCode(int obj) => HashCode.Combine(obj);

    /// <inheritdoc />
    public int GetHashCode(uint obj) => HashCode.Combine(obj);

    /// <inheritdoc />
    public int GetHashCode(long obj) => GetHashCode((ulong)obj);

    /// <inheritdoc />
    public int GetHashCode(ulong obj)
    {
        // In halves: the hash code of the whole is already one that can be computed.
        return HashCode.Combine((uint)obj, (uint)(obj >> 32));
    }
}
