namespace Benchmarks.Micro.Http2;

/// <summary>What came back for a number of calls.</summary>
/// <param name="Succeeded">How many ended with the status OK.</param>
/// <param name="Bytes">The bytes of all responses.</param>
/// <param name="Last">The response of the call that was sent last.</param>
public readonly record struct Answers(int Succeeded, long Bytes, ReadOnlyMemory<byte> Last)
{
    /// <summary>Whether both are the same, the bytes compared.</summary>
    public bool Match(Answers other) => Succeeded == other.Succeeded && Bytes == other.Bytes && Last.Span.SequenceEqual(other.Last.Span);
}
