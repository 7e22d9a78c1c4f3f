using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary><c>google.protobuf.Any</c>: a message of any type, with the name of that.</summary>
[DataContract]
[ProtoFile("google.protobuf", FileName = "google/protobuf/any.proto")]
public sealed class Any
{
    private const string Prefix = "type.googleapis.com/";

    /// <summary>Names the type: what comes after the last slash is the message's full name.</summary>
    [DataMember(Order = 1)]
    public string TypeUrl { get; set; } = "";

    /// <summary>The message, on the wire.</summary>
    [DataMember(Order = 2)]
    public ReadOnlyMemory<byte> Value { get; set; }

    /// <summary>The full name of the message, such as <c>google.rpc.ErrorInfo</c>.</summary>
    public string TypeName => TypeUrl[(TypeUrl.LastIndexOf('/') + 1)..];

    /// <summary>Puts a message in.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no message: no <c>[DataContract]</c> class of a project with the generator.</exception>
    /// <exception cref="ProtobufException">The message has a value that the wire cannot carry.</exception>
    public static Any Pack<T>(T message)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageSerializer<T> serializer = MessageTypes.SerializerOf<T>();
        return new Any { TypeUrl = Prefix + serializer.MessageName, Value = serializer.ToArray(message) };
    }

    /// <summary>Whether the message is of a type.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no message.</exception>
    public bool Is<T>()
        where T : class => TypeName == MessageTypes.SerializerOf<T>().MessageName;

    /// <summary>Takes the message out.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no message, or another one than this.</exception>
    /// <exception cref="ProtobufException">The bytes are no such message.</exception>
    public T Unpack<T>()
        where T : class
    {
        MessageSerializer<T> serializer = MessageTypes.SerializerOf<T>();
        return TypeName == serializer.MessageName
            ? serializer.Read(Value.Span)
            : throw new InvalidOperationException($"This is a '{TypeName}', and is asked for as a '{serializer.MessageName}'.");
    }

    /// <summary>Takes the message out, if it is of the type.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no message.</exception>
    /// <exception cref="ProtobufException">The bytes are no such message.</exception>
    public bool TryUnpack<T>([NotNullWhen(true)] out T? message)
        where T : class
    {
        message = Is<T>() ? Unpack<T>() : null;
        return message is not null;
    }
}
