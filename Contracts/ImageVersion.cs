using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>An image that a cell has or had.</summary>
[DataContract]
public sealed class ImageVersion
{
    /// <summary>
    /// The version that it was stored with, in microseconds since 1970. 0: it was in the map before the map kept versions.
    /// </summary>
    [DataMember(Order = 1)]
    public long Version { get; set; }

    /// <summary>The image's length in bytes.</summary>
    [DataMember(Order = 2)]
    public int Length { get; set; }

    /// <summary>When it was taken, in microseconds since 1970. Absent: nobody told, and its version counts as its time.</summary>
    [DataMember(Order = 3)]
    public long? Taken { get; set; }
}
