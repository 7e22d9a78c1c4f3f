namespace CodeFirst.Grpc;

/// <summary>Says which methods a <see cref="MethodConfig"/> is for.</summary>
/// <remarks>gRPC "Service Config", <c>MethodConfig.Name</c>.</remarks>
public sealed class MethodName
{
    /// <summary>Every method of every service.</summary>
    public static readonly MethodName Default = new();

    /// <summary>The service's full name, such as <c>shop.Orders</c>; null for all services.</summary>
    public string? Service { get; init; }

    /// <summary>The method's name, such as <c>GetInvoice</c>; null for all methods of the service.</summary>
    public string? Method { get; init; }

    /// <summary>How closely this names a method: 0 not at all, 1 as one of all, 2 by its service, 3 by itself.</summary>
    internal int Closeness(Method method) => (Service, Method) switch
    {
        (null, null) => 1,
        (null, _) => throw new InvalidOperationException($"A MethodName names the method '{Method}' without a service; set Service too."),
        _ when Service != method.ServiceName => 0,
        (_, null) => 2,
        _ => Method == method.Name ? 3 : 0,
    };
}
