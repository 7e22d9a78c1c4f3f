using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>An image of a watched area, or the end of some.</summary>
[DataContract]
public sealed class Change
{
    /// <summary>The image, in its cell; absent when only the version is news.</summary>
    [DataMember(Order = 1)]
    public Image? Image { get; set; }

    /// <summary>
    /// With this message the watcher has the area as the map of this version has it, and can go on from there. Absent while more
    /// belongs to the same version.
    /// </summary>
    [DataMember(Order = 2)]
    public long? Version { get; set; }
}
