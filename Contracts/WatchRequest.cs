using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>What to watch.</summary>
[DataContract]
public sealed class WatchRequest
{
    /// <summary>The area; absent for the whole map.</summary>
    [DataMember(Order = 1)]
    public Area? Area { get; set; }

    /// <summary>
    /// The last version that an earlier watch gave, to go on from there; absent to begin with the images as they are. After a version
    /// that the map cannot tell the changes from, it begins so as well.
    /// </summary>
    [DataMember(Order = 2)]
    public long? Since { get; set; }
}
