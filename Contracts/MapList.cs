using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>The maps of a server.</summary>
[DataContract]
public sealed class MapList
{
    /// <summary>All maps, the default first.</summary>
    [DataMember(Order = 1)]
    public List<Map> Maps { get; set; } = [];
}
