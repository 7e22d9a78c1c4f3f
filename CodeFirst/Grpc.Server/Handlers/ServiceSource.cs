using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Grpc.Server;

/// <summary>Where the object comes from that serves a call, seen as one of its contracts.</summary>
internal abstract class ServiceSource<TService>
    where TService : class
{
    public abstract TService Get(HttpContext http);
}

/// <summary>
/// Takes the service class from the service provider, with the lifetime it is registered with there. One that is not
/// registered is made for each call, and disposed after it.
/// </summary>
internal sealed class ServiceSource<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation> : ServiceSource<TService>
    where TService : class
    where TImplementation : class
{
    private readonly ObjectFactory<TImplementation>? _factory =
        typeof(TImplementation).IsAbstract ? null : ActivatorUtilities.CreateFactory<TImplementation>([]);

    public override TService Get(HttpContext http) =>
        (TService)(object)(http.RequestServices.GetService<TImplementation>() ?? Make(http));

    private TImplementation Make(HttpContext http)
    {
        if (_factory is null)
        {
            throw new InvalidOperationException($"The service '{typeof(TImplementation)}' is abstract and not registered; register an implementation of it.");
        }

        TImplementation made = _factory(http.RequestServices, null);
        Ownership.DisposeAfterCall(http, made);
        return made;
    }
}
