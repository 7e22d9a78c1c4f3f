namespace CodeFirst.Grpc.Client;

/// <summary>Puts interceptors around all calls of a channel.</summary>
public static class GrpcChannelExtensions
{
    /// <summary>An invoker whose calls go through the interceptors, the first one outermost.</summary>
    /// <example>
    /// <code>
    /// IOrders orders = channel.Intercept(new CallTimes()).CreateGrpcService&lt;IOrders&gt;();
    /// </code>
    /// </example>
    public static CallInvoker Intercept(this GrpcChannel channel, params IEnumerable<Interceptor> interceptors)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker().Intercept(interceptors);
    }

    /// <summary>An invoker that sends the headers that <paramref name="interceptor"/> makes of a call's own, such as a token.</summary>
    public static CallInvoker Intercept(this GrpcChannel channel, Func<Metadata, Metadata> interceptor)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.CreateCallInvoker().Intercept(interceptor);
    }
}
