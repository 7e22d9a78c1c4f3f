namespace CodeFirst.Grpc;

/// <summary>
/// Puts a member into a oneof: at most one of its members is not null. Reading a message sets the one that came last;
/// writing one with several set is an error.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OneOfAttribute : Attribute
{
    /// <summary>Names the oneof.</summary>
    /// <param name="name">Its name in the schema, in lower_snake_case.</param>
    public OneOfAttribute(string name) => Name = name;

    /// <summary>Its name in the schema.</summary>
    public string Name { get; }
}
