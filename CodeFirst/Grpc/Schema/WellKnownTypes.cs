using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>
/// <c>google.protobuf.Timestamp</c> as it is on the wire. Contracts say <see cref="DateTime"/> or <see cref="DateTimeOffset"/>;
/// this class is what gives them a place in the schema.
/// </summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = "google/protobuf/timestamp.proto")]
public sealed class Timestamp
{
    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    [DataMember(Order = 1)]
    public long Seconds { get; set; }

    /// <summary>Nanoseconds after that, 0 to 999,999,999.</summary>
    [DataMember(Order = 2)]
    public int Nanos { get; set; }
}

/// <summary>
/// <c>google.protobuf.Duration</c> as it is on the wire. Contracts say <see cref="TimeSpan"/>; this class is what gives it a
/// place in the schema.
/// </summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = "google/protobuf/duration.proto")]
public sealed class Duration
{
    /// <summary>Whole seconds.</summary>
    [DataMember(Order = 1)]
    public long Seconds { get; set; }

    /// <summary>Nanoseconds beside them, of the same sign.</summary>
    [DataMember(Order = 2)]
    public int Nanos { get; set; }
}

/// <summary>
/// <c>google.protobuf.BytesValue</c> as it is on the wire. A method that takes or returns a <see cref="Stream"/> sends its
/// bytes in these; this class is what gives them a place in the schema.
/// </summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = "google/protobuf/wrappers.proto")]
public sealed class BytesValue
{
    /// <summary>The bytes.</summary>
    [DataMember(Order = 1)]
    public ReadOnlyMemory<byte> Value { get; set; }
}
