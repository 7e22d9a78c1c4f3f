using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>Acknowledges images that are on disk.</summary>
[DataContract]
public sealed class Stored
{
    /// <summary>How many images of this call are stored, counted from its first.</summary>
    [DataMember(Order = 1)]
    public long Count { get; set; }

    /// <summary>The map's version once they are stored, as Live.Watch reports it.</summary>
    [DataMember(Order = 2)]
    public long Version { get; set; }

    /// <summary>
    /// How many images of this call, counted from its first, were taken before their cell's current image and so did not become
    /// current. A map that keeps older images keeps them; others do not.
    /// </summary>
    [DataMember(Order = 3)]
    public long Older { get; set; }
}
