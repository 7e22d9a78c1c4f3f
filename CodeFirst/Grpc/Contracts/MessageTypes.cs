using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc;

/// <summary>Finds the marshaller of a message class.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MessageTypes
{
    private static readonly ConcurrentDictionary<Type, Func<object>> Registered = new();

    /// <summary>Registers a message class; called by generated code.</summary>
    /// <param name="messageType">The class.</param>
    /// <param name="marshaller">Returns its <see cref="CompiledMarshaller{T}"/>.</param>
    public static void Register(Type messageType, Func<object> marshaller) => Registered[messageType] = marshaller;

    /// <summary>The marshaller of a message class: the compiled one, or else protobuf-net's.</summary>
    public static Marshaller<T> MarshallerOf<T>()
        where T : class => (Marshaller<T>?)Find(typeof(T)) ?? BinderConfiguration.Default.GetMarshaller<T>();

    /// <summary>The compiled marshaller of a class, or null; runs the class's module initializer, which registers it, first.</summary>
    internal static object? Find(Type messageType)
    {
        RuntimeHelpers.RunModuleConstructor(messageType.Module.ModuleHandle);
        return Registered.GetValueOrDefault(messageType)?.Invoke();
    }
}
