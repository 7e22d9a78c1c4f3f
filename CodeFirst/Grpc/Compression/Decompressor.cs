namespace CodeFirst.Grpc;

/// <summary>Takes one compressed message apart.</summary>
/// <remarks>
/// A compressed message is its format and nothing more. .NET's streams give one that is cut short for one that has ended, so
/// each format's own end is looked for: what is lost may be whole fields, and the rest would read as a message without them.
/// </remarks>
internal abstract class Decompressor : IDisposable
{
    /// <summary>Reads what comes next; 0: there is no more.</summary>
    /// <exception cref="InvalidDataException">The bytes are not compressed so.</exception>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Whether the message, which <see cref="Read"/> has come to the end of, is all there and nothing comes after it.</summary>
    public abstract bool IsWhole { get; }

    public abstract void Dispose();
}
