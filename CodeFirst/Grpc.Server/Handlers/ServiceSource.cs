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
internal sealed class ServiceSource<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(SingletonServices singletons)
    : ServiceSource<TService>
    where TService : class
    where TImplementation : class
{
    private readonly ObjectFactory<TImplementation>? _factory =
        typeof(TImplementation).IsAbstract ? null : ActivatorUtilities.CreateFactory<TImplementation>([]);

    private TService? _singleton;
    private bool _isPerCall;

    public override TService Get(HttpContext http) => _singleton ?? GetSlow(http);

    private TService GetSlow(HttpContext http)
    {
        // Looked for with the first call: what services need to be made may not be there while they are mapped.
        if (!_isPerCall)
        {
            _singleton = (TService?)singletons.Find(typeof(TImplementation));
            _isPerCall = _singleton is null;
        }

        return _singleton ?? (TService)(object)(http.RequestServices.GetService<TImplementation>() ?? Make(http));
    }

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
