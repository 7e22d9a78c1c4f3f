using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Grpc;

/// <summary>What is asked for when a message is sent.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The name that people know.")]
public enum WriteFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// The messages of a stream that its handler returns may wait for each other: they leave when some 64 KiB are pending or the stream
    /// has to be waited for. Without it they leave at the next tick of the clock, too, which a stream that blocks its thread
    /// between two messages needs; one that never does is spared a look at the clock for each message. The first message leaves at once in any case.
    /// </summary>
    BufferHint = 1,

    /// <summary>
    /// The message is sent as it is, though its call compresses: for one that holds a secret beside something that others can
    /// choose, since its compressed length would tell of it, as CRIME and BREACH showed.
    /// </summary>
    NoCompress = 2,
}
