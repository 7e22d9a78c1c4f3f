using Grpc.Net.Client;

namespace CodeFirst.Grpc.Client;

/// <summary>Turns compiled contracts on in a client.</summary>
public static class CompiledChannelExtensions
{
    /// <summary>Sets a channel up for compiled contracts.</summary>
    public static GrpcChannelOptions UseCompiledContracts(this GrpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }
}
