namespace CodeFirst.Protobuf;

/// <summary>Bytes that are not a valid message, or a message that cannot be written; names the message and the field.</summary>
public sealed class ProtobufException : Exception
{
    private readonly string _reason;
    private string _path = "";

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
    public override string Message => _path.Length == 0 ? _reason : _path + ": " + _reason;

    /// <summary>The field it happened in, of the message that <see cref="AddPlace"/> names next; 0 when that is not known.</summary>
    internal int FieldNumber { get; set; }

    /// <summary>Names the message it happened in; called from the innermost message outwards.</summary>
    internal void AddPlace(string messageName, string? fieldName)
    {
        string place = FieldNumber == 0 ? messageName : messageName + "." + (fieldName ?? "#" + FieldNumber);
        _path = _path.Length == 0 ? place : place + ": " + _path;
    }
}
