namespace CodeFirst.Grpc;

/// <summary>How single messages of a call are sent.</summary>
/// <param name="flags">See <see cref="WriteFlags"/>.</param>
public sealed class WriteOptions(WriteFlags flags = WriteFlags.None)
{
    /// <summary>Nothing particular.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>What is asked for.</summary>
    public WriteFlags Flags { get; } = flags;

    /// <summary>Whether messages are compressed by a call that compresses.</summary>
    internal static bool Compresses(WriteOptions? options) => options is null || !options.Flags.HasFlag(WriteFlags.NoCompress);
}
