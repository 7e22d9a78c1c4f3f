using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using CodeFirst.Grpc;

namespace Tests.Oracle;

/// <summary>A field of a contract's class as its attributes say, which is all that our side and Google's have in common.</summary>
internal sealed record Member(PropertyInfo Property, int Number, string? Oneof, bool IsNullable)
{
    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    public static Member[] Of(Type message) => Known.GetOrAdd(message, type =>
    [
        .. from property in type.GetProperties()
           let field = property.GetCustomAttribute<DataMemberAttribute>()
           where field is not null
           select new Member(
               property,
               field.Order,
               property.GetCustomAttribute<OneOfAttribute>()?.Name,
               new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable),
    ]);

    public object? Get(object message) => Property.GetValue(message);
}
