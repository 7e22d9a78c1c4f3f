namespace CodeFirst.Grpc;

/// <summary>A call's result: a code and a text for the person who reads it.</summary>
/// <param name="StatusCode">The code.</param>
/// <param name="Detail">What happened, in words; sent to the peer. Never null.</param>
/// <param name="DebugException">The local cause; never sent.</param>
public readonly record struct Status(StatusCode StatusCode, string Detail, Exception? DebugException = null)
{
    /// <summary>OK without a text.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>CANCELLED without a text.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>Code and text, such as <c>OutOfRange: "x 80 is not on the map"</c>.</summary>
    public override string ToString() => $"{StatusCode}: \"{Detail}\"";
}
