using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>One of each.</summary>
[DataContract(Namespace = "peer")]
public sealed class Everything
{
    [DataMember(Order = 1)]
    public Scalars? Scalars { get; set; }

    [DataMember(Order = 2)]
    public Optionals? Optionals { get; set; }

    [DataMember(Order = 3)]
    public Lists? Lists { get; set; }

    [DataMember(Order = 4)]
    public Arrays? Arrays { get; set; }

    [DataMember(Order = 5)]
    public Maps? Maps { get; set; }

    [DataMember(Order = 6)]
    public Choice? Choice { get; set; }

    [DataMember(Order = 7)]
    public Tree? Tree { get; set; }

    [DataMember(Order = 8)]
    public Numbers? Numbers { get; set; }

    [DataMember(Order = 9)]
    public Guarded? Guarded { get; set; }

    [DataMember(Order = 10)]
    public Formats? Formats { get; set; }

    [DataMember(Order = 11)]
    public Collections? Collections { get; set; }
}
