namespace CodeFirst.Grpc;

/// <summary>
/// Describes a public message or enum to the generator of other assemblies: its protobuf name, schema file and serializer. Written by the
/// generator.
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

    /// <summary>The serializer, with a static <c>Instance</c>; for an enum, the enum itself.</summary>
    public Type SerializerType => serializerType;
}
