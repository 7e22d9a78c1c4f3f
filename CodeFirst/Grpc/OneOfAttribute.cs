namespace CodeFirst.Grpc;

/// <summary>
/// Puts a member into a oneof, of whose members at most one is not null. Reading keeps the member that came last; writing a message with
/// several set throws <see cref="ProtobufException"/>.
/// </summary>
/// <param name="name">The oneof's name in the schema, in lower_snake_case.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OneOfAttribute(string name) : Attribute
{
    /// <summary>The oneof's name in the schema.</summary>
    public string Name => name;
}
