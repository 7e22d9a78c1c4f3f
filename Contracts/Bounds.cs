using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A rectangle on Earth, in degrees (WGS 84).</summary>
[DataContract]
public sealed class Bounds
{
    /// <summary>Longitude of the western edge.</summary>
    [DataMember(Order = 1)]
    public double West { get; set; }

    /// <summary>Latitude of the southern edge.</summary>
    [DataMember(Order = 2)]
    public double South { get; set; }

    /// <summary>Longitude of the eastern edge.</summary>
    [DataMember(Order = 3)]
    public double East { get; set; }

    /// <summary>Latitude of the northern edge.</summary>
    [DataMember(Order = 4)]
    public double North { get; set; }
}
