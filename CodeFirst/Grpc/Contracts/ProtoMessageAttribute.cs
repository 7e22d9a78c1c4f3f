using System.ComponentModel;

namespace CodeFirst.Grpc;

/// <summary>
/// Written by the generator, one per message type of an assembly: tells the generator, when it meets the type from
/// another assembly, what it is called in protobuf, which file defines it and where its serializer is.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ProtoMessageAttribute : Attribute
{
    /// <summary>Describes a message type.</summary>
    public ProtoMessageAttribute(Type messageType, string fullName, string fileName, Type serializerType)
    {
        MessageType = messageType;
        FullName = fullName;
        FileName = fileName;
        SerializerType = serializerType;
    }

    /// <summary>The C# class or enum.</summary>
    public Type MessageType { get; }

    /// <summary>The protobuf name with its package.</summary>
    public string FullName { get; }

    /// <summary>The schema file that defines it.</summary>
    public string FileName { get; }

    /// <summary>The serializer, with a static <c>Instance</c>; of an enum, the enum itself.</summary>
    public Type SerializerType { get; }
}
