namespace CodeFirstSatellite.Maps;

/// <summary>A map that nothing can be stored in, and that can say why.</summary>
public interface IReadOnlyMap : IMapSource
{
    /// <summary>Why, in words that go on after "it": "is a text map".</summary>
    string ReadOnlyBecause { get; }
}
