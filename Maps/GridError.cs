namespace CodeFirstSatellite.Maps;

/// <summary>What is wrong with a coordinate or an area.</summary>
public enum GridErrorKind
{
    /// <summary>A coordinate is not on the grid.</summary>
    OutOfGrid,

    /// <summary>The lower-left corner of an area lies right of or above its upper-right corner.</summary>
    Inverted,
}

/// <summary>Why a grid does not have a cell or an area.</summary>
/// <param name="Kind">What is wrong, for programs.</param>
/// <param name="Message">What is wrong, for people: the coordinates and, if it matters, the grid's size.</param>
public sealed record GridError(GridErrorKind Kind, string Message);
