using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using CodeFirst.Grpc;
using ProtoBuf;

namespace Tests.Oracle;

/// <summary>A field of a contract's class as its attributes say, which is all that our side and the witnesses have in common.</summary>
internal sealed record Member(PropertyInfo Property, int Number, string? Oneof, bool IsNullable)
{
    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();
    private static readonly ConcurrentDictionary<Member, object?> Initials = new();

    public static Member[] Of(Type message) => Known.GetOrAdd(message, type =>
    [
        .. from property in type.GetProperties()
           let number = property.GetCustomAttribute<DataMemberAttribute>()?.Order
               ?? property.GetCustomAttribute<ProtoMemberAttribute>()?.Tag
           where number is not null
           select new Member(
               property,
               number.Value,
               property.GetCustomAttribute<OneOfAttribute>()?.Name,
               new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable),
    ]);

    /// <summary>What the constructor gives the member.</summary>
    public object? Initial => Initials.GetOrAdd(
        this,
        m => m.Property.DeclaringType!.GetConstructor(Everywhere, []) is null ? null : m.Get(Create(m.Property.DeclaringType!)));

    public static object Create(Type message) => Activator.CreateInstance(message, nonPublic: true)!;

    public object? Get(object message) => Property.GetValue(message);

    /// <summary>Sets it, whoever may.</summary>
    public void Set(object message, object? value)
    {
        if (Property.SetMethod is null)
        {
            Property.DeclaringType!.GetField($"<{Property.Name}>k__BackingField", Everywhere)!.SetValue(message, value);
            return;
        }

        Property.SetValue(message, value);
    }

    private const BindingFlags Everywhere = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
}
