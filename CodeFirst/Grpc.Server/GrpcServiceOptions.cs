namespace CodeFirst.Grpc.Server;

/// <summary>What the services of a server are limited to, and what stands around their handlers.</summary>
public sealed class GrpcServiceOptions
{
    /// <summary>Longest request message, in bytes; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;
}
