namespace CodeFirst.Grpc;

/// <summary>
/// Written by the generator, one per message type of an assembly: tells the generator, when it meets the type from
/// another assembly, what it is called in protobuf, which file defines it and where its serializer is.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ProtoMessageAttribute(Type messageType, string fullName, string fileName, Type serializerType) : Attribute
{
    /// <summary>The C# class or enum.</summary>
    public Type MessageType => messageType;

    /// <summary>The protobuf name with its package.</summary>
    public string FullName => fullName;

    /// <summary>The schema file that defines it.</summary>
    public string FileName => fileName;

    /// <summary>The serializer, with a static <c>Instance</c>; of an enum, the enum itself.</summary>
    public Type SerializerType => serializerType;
}
