namespace CodeFirst.Protobuf;

/// <summary>Bytes that are not a valid message, or a message that cannot be written; names the message and the field.</summary>
public sealed class ProtobufException : Exception
{
    // Of messages nested deep, so many places are named at either end: errors travel in headers, which peers limit to a few KiB.
    private const int NamedAtEitherEnd = 4;

    private readonly string _reason;

    // From the innermost outwards.
    private readonly List<string> _places = [];

    /// <summary>Creates an error that says no more than that.</summary>
    public ProtobufException()
        : this("the message is not valid")
    {
    }

    /// <summary>Creates an error; <paramref name="message"/> says what is wrong, without naming a message or a field.</summary>
    public ProtobufException(string message)
        : this(message, null)
    {
    }

    /// <summary>Creates an error with its cause.</summary>
    public ProtobufException(string message, Exception? innerException)
        : base(message, innerException) => _reason = message;

    /// <summary>What is wrong and where, such as <c>shop.Order.buyer: shop.Customer.age: the varint is longer than 10 bytes</c>.</summary>
    public override string Message
    {
        get
        {
            int unnamed = _places.Count - (2 * NamedAtEitherEnd);
            IEnumerable<string> named = unnamed <= 0
                ? _places
                : [.. _places.Take(NamedAtEitherEnd), $"({unnamed} more)", .. _places.TakeLast(NamedAtEitherEnd)];
            return string.Join(": ", named.Reverse().Append(_reason));
        }
    }

    /// <summary>The field it happened in, of the message that <see cref="AddPlace"/> names next; 0 when that is not known.</summary>
    internal int FieldNumber { get; set; }

    /// <summary>Names the message it happened in; called from the innermost message outwards.</summary>
    internal void AddPlace(string messageName, string? fieldName) =>
        _places.Add(FieldNumber == 0 ? messageName : messageName + "." + (fieldName ?? "#" + FieldNumber));
}
