using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>What to watch.</summary>
[DataContract]
public sealed class WatchRequest
{
    /// <summary>The area to watch. The whole map if absent.</summary>
    [DataMember(Order = 1)]
    public Area? Area { get; set; }

    /// <summary>
    /// The last version that an earlier watch reported; the stream resumes after it. If absent, or if the map does not know that
    /// version, the stream begins with all images of the area.
    /// </summary>
    [DataMember(Order = 2)]
    public long? Since { get; set; }
}
