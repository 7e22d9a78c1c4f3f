using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>An image of the watched area, the end of a version, or both.</summary>
[DataContract]
public sealed class Change
{
    /// <summary>The cell and its new image. Absent when the message only reports a version.</summary>
    [DataMember(Order = 1)]
    public Image? Image { get; set; }

    /// <summary>Set on the last change of a version. To resume, pass it as since.</summary>
    [DataMember(Order = 2)]
    public long? Version { get; set; }
}
