using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// Services that live as long as the server. Asking a call's own provider for them would make a scope for the call, which is
/// the dearest part of a small one.
/// </summary>
internal sealed class SingletonServices(IServiceCollection registrations, IServiceProvider root)
{
    /// <summary>The one object of a type; null where the type is not registered, or not as a singleton.</summary>
    public object? Find(Type type)
    {
        // The last registration counts, as it does for the provider.
        ServiceDescriptor? last = registrations.LastOrDefault(registration => registration.ServiceType == type && !registration.IsKeyedService);
        return last?.Lifetime == ServiceLifetime.Singleton ? root.GetService(type) : null;
    }
}
