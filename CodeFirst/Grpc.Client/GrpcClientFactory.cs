namespace CodeFirst.Grpc.Client;

/// <summary>Makes typed clients of contract interfaces.</summary>
public static class GrpcClientFactory
{
    /// <summary>Makes a client of the contract <typeparamref name="TService"/>.</summary>
    public static TService CreateGrpcService<TService>(this GrpcChannel channel)
        where TService : class =>
        throw new NotImplementedException();
}
