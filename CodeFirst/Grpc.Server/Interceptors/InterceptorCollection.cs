using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Grpc.Server;

/// <summary>The interceptors of a server, the first one outermost.</summary>
public sealed class InterceptorCollection : Collection<InterceptorRegistration>
{
    /// <summary>
    /// Adds an interceptor. It is taken from the service provider, with the lifetime it is registered with there; one that
    /// is not registered is made anew for every call.
    /// </summary>
    /// <param name="args">Constructor arguments that the service provider does not know.</param>
    public void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>(params object[] args)
        where TInterceptor : Interceptor =>
        Add(new InterceptorRegistration(typeof(TInterceptor), args));
}
