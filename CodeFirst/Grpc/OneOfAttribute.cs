namespace CodeFirst.Grpc;

/// <summary>
/// Puts a member into a oneof: at most one of its members is not null. Reading a message sets the one that came last;
/// writing one with several set is an error.
/// </summary>
/// <param name="name">The oneof's name in the schema, in lower_snake_case.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OneOfAttribute(string name) : Attribute
{
    /// <summary>The oneof's name in the schema.</summary>
    public string Name => name;
}
