using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A rectangle on Earth, in degrees (WGS 84). West is less than east and south less than north.</summary>
[DataContract]
public sealed class Bounds
{
    /// <summary>Longitude of the western edge, from -180 to 180.</summary>
    [DataMember(Order = 1)]
    public double West { get; set; }

    /// <summary>Latitude of the southern edge, from -90 to 90.</summary>
    [DataMember(Order = 2)]
    public double South { get; set; }

    /// <summary>Longitude of the eastern edge, from -180 to 180.</summary>
    [DataMember(Order = 3)]
    public double East { get; set; }

    /// <summary>Latitude of the northern edge, from -90 to 90.</summary>
    [DataMember(Order = 4)]
    public double North { get; set; }
}
