using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Grpc.Server;

/// <summary>One interceptor of a server: its type, and where its instances come from.</summary>
public sealed class InterceptorRegistration
{
    private readonly object[] _args;
    private readonly ObjectFactory _factory;

    internal InterceptorRegistration([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, object[] args)
    {
        Type = type;
        _args = args;
        _factory = ActivatorUtilities.CreateFactory(type, [.. args.Select(a => a.GetType())]);
    }

    /// <summary>The interceptor's class.</summary>
    public Type Type { get; }

    /// <summary>The one instance for all calls; null where each call has its own.</summary>
    internal Interceptor? FindSingleton(SingletonServices singletons) => _args.Length == 0 ? singletons.Find(Type) as Interceptor : null;

    internal Interceptor Resolve(HttpContext http)
    {
        if (_args.Length == 0 && http.RequestServices.GetService(Type) is Interceptor registered)
        {
            return registered;
        }

        object made = _factory(http.RequestServices, _args);
        Ownership.DisposeAfterCall(http, made);
        return (Interceptor)made;
    }
}
