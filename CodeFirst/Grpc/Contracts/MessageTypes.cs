using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc;

/// <summary>The serializers of all assemblies whose contracts are registered, by message class.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MessageTypes
{
    private static readonly ConcurrentDictionary<Type, Func<object>> Registered = new();

    /// <summary>Registers a message class; called by generated code.</summary>
    /// <param name="messageType">The class.</param>
    /// <param name="marshaller">Gives its <see cref="CompiledMarshaller{T}"/>; made when it is first asked for.</param>
    public static void Register(Type messageType, Func<object> marshaller) => Registered[messageType] = marshaller;

    /// <summary>The marshaller of a message class: the compiled one, or protobuf-net's for what the generator leaves to it.</summary>
    public static Marshaller<T> MarshallerOf<T>()
        where T : class =>
        TryGet(typeof(T), out object? marshaller) ? (Marshaller<T>)marshaller : BinderConfiguration.Default.GetMarshaller<T>();

    /// <summary>Finds the compiled marshaller of a class, running its module's initializer first.</summary>
    internal static bool TryGet(Type messageType, [NotNullWhen(true)] out object? marshaller)
    {
        RuntimeHelpers.RunModuleConstructor(messageType.Module.ModuleHandle);
        marshaller = Registered.TryGetValue(messageType, out Func<object>? create) ? create() : null;
        return marshaller is not null;
    }

    internal static InvalidOperationException NotCompiled(Type messageType) => new(
        $"'{messageType}' has no compiled serializer: it is not a message of a project that runs the contract generator, or is one that "
        + "the generator leaves to protobuf-net.");
}
