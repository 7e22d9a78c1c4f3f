namespace CodeFirst.Grpc;

/// <summary>Makes an interface a gRPC service contract: each of its methods is one RPC.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class)]
public sealed class ServiceAttribute : Attribute
{
    /// <summary>Names the service after the interface: its namespace, then its name without the leading I.</summary>
    public ServiceAttribute()
    {
    }

    /// <summary>Names the service.</summary>
    /// <param name="name">The full name, <c>package.Service</c>.</param>
    public ServiceAttribute(string name) => Name = name;

    /// <summary>The full name, <c>package.Service</c>, or null for the default.</summary>
    public string? Name { get; set; }
}
