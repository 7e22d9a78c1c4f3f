using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Grpc;

/// <summary>What is asked for when a message is sent.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The name that people know.")]
public enum WriteFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Kept for source compatibility with gRPC for .NET; messages are batched by themselves, and never held back.</summary>
    BufferHint = 1,

    /// <summary>
    /// The message is sent as it is, though its call compresses: for one that holds a secret beside something that others can
    /// choose, since its compressed length would tell of it, as CRIME and BREACH showed.
    /// </summary>
    NoCompress = 2,
}
