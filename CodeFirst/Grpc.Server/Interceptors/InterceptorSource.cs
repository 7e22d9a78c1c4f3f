using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>Gives the handler of one kind of call of an interceptor.</summary>
/// <remarks>
/// A singleton's is looked up once per method: such handlers are virtual and generic, which the runtime resolves by a search
/// each time otherwise.
/// </remarks>
internal sealed class InterceptorSource<THandler>(InterceptorRegistration registration, SingletonServices singletons, Func<Interceptor, THandler> handlerOf)
    where THandler : Delegate
{
    private THandler? _singleton;
    private bool _isPerCall;

    public THandler Get(HttpContext http) => _singleton ?? GetSlow(http);

    private THandler GetSlow(HttpContext http)
    {
        if (!_isPerCall)
        {
            _singleton = registration.FindSingleton(singletons) is { } interceptor ? handlerOf(interceptor) : null;
            _isPerCall = _singleton is null;
        }

        return _singleton ?? handlerOf(registration.Resolve(http));
    }
}
