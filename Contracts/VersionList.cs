using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>The images of a cell that the map keeps.</summary>
[DataContract]
public sealed class VersionList
{
    /// <summary>All images by their times, the current first. Empty if the cell has none.</summary>
    [DataMember(Order = 1)]
    public List<ImageVersion> Versions { get; set; } = [];
}
