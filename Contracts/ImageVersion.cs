using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>An image that a cell has or had.</summary>
[DataContract]
public sealed class ImageVersion
{
    /// <summary>
    /// The version since which it was the cell's, in microseconds since 1970. 0: it was in the map before the map kept versions.
    /// </summary>
    [DataMember(Order = 1)]
    public long Version { get; set; }

    /// <summary>The image's length in bytes.</summary>
    [DataMember(Order = 2)]
    public int Length { get; set; }
}
