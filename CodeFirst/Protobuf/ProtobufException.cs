namespace CodeFirst.Protobuf;

/// <summary>Bytes that are not a valid message, or a message that cannot be written; names the message and the field.</summary>
/// <param name="message">What is wrong, without the name of a message or field.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class ProtobufException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    // Errors travel in headers, which peers limit to a few KiB: of deep nesting, name this many places at either end.
    private const int NamedAtEitherEnd = 4;

    // From the innermost outwards.
    private readonly List<string> _places = [];

    /// <summary>What is wrong and where, such as <c>shop.Order.buyer: shop.Customer.age: the varint is longer than 10 bytes</c>.</summary>
    public override string Message
    {
        get
        {
            int unnamed = _places.Count - (2 * NamedAtEitherEnd);
            IEnumerable<string> named = unnamed <= 0
                ? _places
                : [.. _places.Take(NamedAtEitherEnd), $"({unnamed} more)", .. _places.TakeLast(NamedAtEitherEnd)];
            return string.Join(": ", named.Reverse().Append(base.Message));
        }
    }

    /// <summary>The field at fault, of the message that <see cref="AddPlace"/> names next; 0 if not known.</summary>
    internal int FieldNumber { get; set; }

    /// <summary>Names the message at fault; called from the innermost message outwards.</summary>
    internal void AddPlace(string messageName, string? fieldName) =>
        _places.Add(FieldNumber == 0 ? messageName : messageName + "." + (fieldName ?? "#" + FieldNumber));
}
