namespace CodeFirst.Grpc.Client;

/// <summary>A connection to a server, shared by any number of calls and threads.</summary>
public sealed class GrpcChannel : IDisposable
{
    private GrpcChannel(Uri address, GrpcChannelOptions options)
    {
        Address = address;
        _ = options;
    }

    /// <summary>The server's address.</summary>
    public Uri Address { get; }

    /// <summary>Makes a channel. Nothing is connected until the first call.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null) => new(new Uri(address), options ?? new GrpcChannelOptions());

    /// <summary>What generated clients call through.</summary>
    public CallInvoker CreateCallInvoker() => throw new NotImplementedException();

    /// <summary>Closes the connections; calls under way end.</summary>
    public void Dispose()
    {
    }
}
