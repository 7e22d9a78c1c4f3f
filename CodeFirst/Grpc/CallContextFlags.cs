using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Grpc;

/// <summary>What a client's <see cref="CallContext"/> is to do beside carrying options.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The name that people know.")]
public enum CallContextFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Keep response headers, trailers and status, which the context then gives.</summary>
    CaptureMetadata = 1 << 0,

    /// <summary>
    /// Kept for source compatibility with protobuf-net.Grpc, and always the case: a server that ends a call before it has
    /// all requests is no error of the stream of requests.
    /// </summary>
    IgnoreStreamTermination = 1 << 1,
}
