using System.Collections;

namespace Tests.Oracle;

/// <summary>Whether two messages of one class have the same values.</summary>
internal static class Same
{
    /// <summary>Where they differ, or null.</summary>
    public static string? Difference(object? one, object? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null ? null : $"{one ?? "nothing"}, {other ?? "nothing"}";
        }

        Member[] members = Member.Of(one.GetType());
        if (members.Length > 0)
        {
            return members
                .Select(m => Difference(m.Get(one), m.Get(other)) is { } difference ? $"{m.Property.Name}: {difference}" : null)
                .FirstOrDefault(d => d is not null);
        }

        return (one, other) switch
        {
            (ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span) ? null : "other bytes",
            (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) ? null : $"{a}, {b}",
            (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) ? null : $"{a}, {b}",
            (string or ValueType, _) => one.Equals(other) ? null : $"{one}, {other}",
            (IDictionary a, IDictionary b) => a.Count == b.Count
                ? a.Keys
                    .Cast<object>()
                    .Select(k => b.Contains(k) ? Difference(a[k], b[k]) : $"no key {k}")
                    .FirstOrDefault(d => d is not null)
                : $"{a.Count} entries, {b.Count}",
            (IEnumerable a, IEnumerable b) => InOrder([.. a.Cast<object>()], [.. b.Cast<object>()]),
            _ => null,
        };
    }

    private static string? InOrder(object[] one, object[] other) => one.Length == other.Length
        ? one.Zip(other, Difference).FirstOrDefault(d => d is not null)
        : $"{one.Length} values, {other.Length}";
}
