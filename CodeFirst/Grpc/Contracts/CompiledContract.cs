using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc;

/// <summary>
/// The generated client, server binding and schema of a contract interface. An assembly's module initializer registers them for each
/// contract.
/// </summary>
public abstract class CompiledContract
{
    private static readonly ConcurrentDictionary<Type, CompiledContract> Registered = new();

    private protected CompiledContract(string name) => Name = name;

    /// <summary>The service's full name, <c>package.Service</c>.</summary>
    public string Name { get; }

    /// <summary>The contract interface.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    public abstract Type ContractType { get; }

    /// <summary>The schema file that defines the service.</summary>
    public abstract FileDescriptorProto File { get; }

    /// <summary>Registers a contract; called by generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register(CompiledContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Registered[contract.ContractType] = contract;
    }

    /// <summary>Finds the contract of an interface; false where the generator did not compile it.</summary>
    public static bool TryGet(Type contractType, [NotNullWhen(true)] out CompiledContract? contract)
    {
        ArgumentNullException.ThrowIfNull(contractType);

        // The module initializer registers contracts, and naming a type does not run it.
        RuntimeHelpers.RunModuleConstructor(contractType.Module.ModuleHandle);
        return Registered.TryGetValue(contractType, out contract);
    }

    /// <summary>Passes each method with its handler to <paramref name="binder"/>.</summary>
    protected internal abstract void BindMethods(ContractBinder binder);
}

/// <summary>The base class of generated contracts.</summary>
/// <typeparam name="TContract">The contract interface.</typeparam>
/// <param name="name">The service's full name.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CompiledContract<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TContract>(string name)
    : CompiledContract(name)
    where TContract : class
{
    /// <inheritdoc />
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    public sealed override Type ContractType => typeof(TContract);

    /// <summary>Makes a client whose calls go through <paramref name="invoker"/>.</summary>
    public abstract TContract CreateClient(CallInvoker invoker);
}
