namespace CodeFirstSatellite.Maps;

/// <summary>What is wrong with a coordinate or an area.</summary>
public enum GridErrorKind
{
    /// <summary>A coordinate is not on the grid.</summary>
    OutOfGrid,

    /// <summary>The lower-left corner of an area lies to the right of or above its upper-right corner.</summary>
    Inverted,
}

/// <summary>Why a grid has no such cell or area.</summary>
/// <param name="Kind">What is wrong, for programs.</param>
/// <param name="Message">What is wrong, for people: names the coordinates and, where it matters, the grid's size.</param>
public sealed record GridError(GridErrorKind Kind, string Message);
