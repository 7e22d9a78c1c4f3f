namespace CodeFirst.Grpc;

/// <summary>Names a method of a service contract. Without it, a method's name is the C# name less a trailing <c>Async</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute : Attribute
{
    /// <summary>Leaves the name as it is.</summary>
    public OperationAttribute()
    {
    }

    /// <summary>Names the method.</summary>
    /// <param name="name">The name on the wire, such as <c>GetImage</c>.</param>
    public OperationAttribute(string name) => Name = name;

    /// <summary>The name on the wire, or null for the default.</summary>
    public string? Name { get; set; }
}
