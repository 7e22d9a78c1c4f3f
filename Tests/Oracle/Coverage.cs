using System.Collections;
using System.Globalization;

namespace Tests.Oracle;

/// <summary>What the messages of a run had in them.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, int> _fields = new(StringComparer.Ordinal);
    private readonly List<int> _lengths = [];

    /// <summary>How often each field had a value that is not its default.</summary>
    public IReadOnlyDictionary<string, int> Fields => _fields;

    public int Count => _lengths.Count;

    public int Longest => _lengths.Max();

    public void Add(object message, int length)
    {
        _lengths.Add(length);
        Visit(message);
    }

    public override string ToString()
    {
        List<int> sorted = [.. _lengths.Order()];
        return string.Create(CultureInfo.InvariantCulture, $"""
            {Count} messages of {sorted[0]} to {sorted[^1]} bytes, median {sorted[Count / 2]}, {sorted.Count(l => l > 16_383)} over 16383
            {string.Join('\n', _fields.Select(f => $"{f.Value,8} {f.Key}"))}
            """);
    }

    private void Visit(object message)
    {
        foreach (Member member in Member.Of(message.GetType()))
        {
            object? value = member.Get(message);
            string name = message.GetType().Name + "." + member.Property.Name;
            _fields[name] = _fields.GetValueOrDefault(name) + (IsDefault(value) ? 0 : 1);
            IEnumerable parts = value is IDictionary map
                ? map.Values
                : value is IEnumerable list and not (string or byte[]) ? list : new[] { value };
            foreach (object? part in parts)
            {
                if (part is not null && Member.Of(part.GetType()).Length > 0)
                {
                    Visit(part);
                }
            }
        }
    }

    private static bool IsDefault(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        ReadOnlyMemory<byte> bytes => bytes.IsEmpty,
        ValueType scalar => scalar.Equals(Activator.CreateInstance(scalar.GetType())),
        IEnumerable list => !list.Cast<object>().Any(),
        _ => false,
    };
}
