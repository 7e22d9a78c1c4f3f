using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc;

/// <summary>The serializers of all assemblies whose contracts are registered, by message class.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MessageTypes
{
    private static readonly ConcurrentDictionary<Type, Func<object>> Registered = new();

    /// <summary>Registers a message class; called by generated code.</summary>
    /// <param name="messageType">The class.</param>
    /// <param name="serializer">Gives its <see cref="MessageSerializer{T}"/>; made when it is first asked for.</param>
    public static void Register(Type messageType, Func<object> serializer) => Registered[messageType] = serializer;

    /// <summary>Finds the serializer of a message class, running its module's initializer first.</summary>
    /// <exception cref="InvalidOperationException">The class is no message.</exception>
    public static MessageSerializer<T> SerializerOf<T>()
        where T : class
    {
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        return Registered.TryGetValue(typeof(T), out Func<object>? serializer)
            ? (MessageSerializer<T>)serializer()
            : throw new InvalidOperationException($"'{typeof(T)}' is no message: it is not a [DataContract] class of a project that references the generator.");
    }
}
