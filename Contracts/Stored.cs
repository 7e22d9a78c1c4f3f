using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>Acknowledges images.</summary>
[DataContract]
public sealed class Stored
{
    /// <summary>How many of the call's images are stored, from its first.</summary>
    [DataMember(Order = 1)]
    public long Count { get; set; }

    /// <summary>The map's version with them, as Live's Watch counts.</summary>
    [DataMember(Order = 2)]
    public long Version { get; set; }
}
