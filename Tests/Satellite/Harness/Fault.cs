namespace Tests.Satellite.Harness;

/// <summary>What goes wrong with a connection.</summary>
/// <param name="Kind">What happens after the bytes.</param>
/// <param name="FromServer">Whether the server's bytes are counted, or the client's.</param>
/// <param name="After">The number of bytes that still arrive.</param>
internal sealed record Fault(FaultKind Kind, bool FromServer = true, long After = long.MaxValue)
{
    public static readonly Fault None = new(FaultKind.Close);

    /// <summary>The most bytes that are passed on at once, in both directions.</summary>
    public int PieceSize { get; init; } = 16 * 1024;

    /// <summary>How long each piece is on the way, in both directions; zero for no time.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>How a connection ends, or does not.</summary>
internal enum FaultKind
{
    /// <summary>Both sides see its end (FIN).</summary>
    Close,

    /// <summary>Both sides see a reset (RST).</summary>
    Reset,

    /// <summary>Nothing arrives any more, and nobody is told.</summary>
    Silence,
}
