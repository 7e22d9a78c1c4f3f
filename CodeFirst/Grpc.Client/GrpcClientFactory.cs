namespace CodeFirst.Grpc.Client;

/// <summary>Makes typed clients of contract interfaces.</summary>
public static class GrpcClientFactory
{
    /// <summary>Makes a client of the contract <typeparamref name="TService"/>; as cheap as a new object, and safe for many threads.</summary>
    /// <exception cref="InvalidOperationException">The interface is no service contract.</exception>
    public static TService CreateGrpcService<TService>(this GrpcChannel channel)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker().CreateGrpcService<TService>();
    }

    /// <summary>Makes a client of the contract <typeparamref name="TService"/> whose calls go through <paramref name="invoker"/>.</summary>
    /// <exception cref="InvalidOperationException">The interface is no service contract.</exception>
    public static TService CreateGrpcService<TService>(this CallInvoker invoker)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(invoker);
        return ServiceContract.TryGet(typeof(TService), out ServiceContract? contract)
            ? ((ServiceContract<TService>)contract).CreateClient(invoker)
            : throw new InvalidOperationException($"'{typeof(TService)}' is no service contract: it is not an interface with [Service] in a project that references the generator.");
    }
}
