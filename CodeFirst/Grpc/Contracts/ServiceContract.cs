using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Schema;

namespace CodeFirst.Grpc;

/// <summary>
/// What the generator made of a contract interface: its client proxy, its server binding and its schema. A module
/// initializer registers one per contract of an assembly.
/// </summary>
public abstract class ServiceContract
{
    private static readonly ConcurrentDictionary<Type, ServiceContract> Registered = new();

    private protected ServiceContract(string name) => Name = name;

    /// <summary>The service's full name, <c>package.Service</c>.</summary>
    public string Name { get; }

    /// <summary>The contract interface.</summary>
    public abstract Type ContractType { get; }

    /// <summary>The schema file that defines the service.</summary>
    public abstract FileDescriptorProto File { get; }

    /// <summary>Registers a contract; called by generated code.</summary>
    public static void Register(ServiceContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Registered[contract.ContractType] = contract;
    }

    /// <summary>Finds the contract of an interface, running its module's initializer first.</summary>
    public static bool TryGet(Type contractType, [NotNullWhen(true)] out ServiceContract? contract)
    {
        ArgumentNullException.ThrowIfNull(contractType);

        // Naming a type does not run its module's initializer, and until that has run nothing is registered.
        RuntimeHelpers.RunModuleConstructor(contractType.Module.ModuleHandle);
        return Registered.TryGetValue(contractType, out contract);
    }

    /// <summary>Hands the contract, with its interface as a type argument, to <paramref name="visitor"/>.</summary>
    public abstract void Accept(IServiceContractVisitor visitor);
}

/// <summary>The contract of one interface.</summary>
/// <typeparam name="TService">The contract interface.</typeparam>
public abstract class ServiceContract<TService> : ServiceContract
    where TService : class
{
    /// <summary>Names the service.</summary>
    protected ServiceContract(string name)
        : base(name)
    {
    }

    /// <inheritdoc />
    public sealed override Type ContractType => typeof(TService);

    /// <summary>Makes a client whose calls go through <paramref name="invoker"/>.</summary>
    public abstract TService CreateClient(CallInvoker invoker);

    /// <summary>Names every method with its handler to <paramref name="binder"/>.</summary>
    public abstract void Bind(ServiceBinder<TService> binder);

    /// <inheritdoc />
    public sealed override void Accept(IServiceContractVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.Visit(this);
    }
}

/// <summary>Receives a contract with its interface as a type argument, without reflection.</summary>
public interface IServiceContractVisitor
{
    /// <summary>Receives a contract.</summary>
    void Visit<TService>(ServiceContract<TService> contract)
        where TService : class;
}
