namespace Benchmarks.Load.Client.Soaking;

/// <summary>The kinds of calls of a soak.</summary>
internal enum SoakCall
{
    /// <summary>One image; these are timed.</summary>
    Image,

    SmallArea,

    LargeArea,

    /// <summary>The whole map, with a deadline that passes before it is at its end.</summary>
    LateArea,

    /// <summary>The whole map, cancelled after its first image.</summary>
    LeftArea,

    /// <summary>A cell beside the map.</summary>
    OutsideImage,

    /// <summary>One image over a connection of its own, closed afterwards.</summary>
    NewConnection,
}
