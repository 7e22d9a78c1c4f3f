using System.Reflection;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Divides methods between the two binders: compiled methods are bound here, all others by protobuf-net.Grpc.</summary>
internal static class CompiledBinding
{
    /// <summary>protobuf-net.Grpc's configuration, with compiled marshallers and without compiled contracts.</summary>
    public static BinderConfiguration LeavingCompiledContracts { get; } = CompiledContracts.Configure(new OtherContracts());

    /// <summary>protobuf-net.Grpc's configuration for some methods of one contract.</summary>
    public static BinderConfiguration Only(Type contract, IReadOnlySet<string> methods) =>
        CompiledContracts.Configure(new SomeMethods(contract, methods));

    /// <summary>The interfaces that may be contracts of a service: its own, and itself if it is one.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Generated code names compiled contracts, which keeps them.")]
    public static IEnumerable<Type> ContractsOf(Type serviceType) =>
        serviceType.GetInterfaces().Append(serviceType).Where(static type => type.IsInterface);

    private sealed class OtherContracts : ServiceBinder
    {
        public override bool IsServiceContract(Type contractType, out string? name) =>
            base.IsServiceContract(contractType, out name) && !CompiledContract.TryGet(contractType, out _);
    }

    private sealed class SomeMethods(Type contract, IReadOnlySet<string> methods) : ServiceBinder
    {
        public override bool IsServiceContract(Type contractType, out string? name) =>
            base.IsServiceContract(contractType, out name) && contractType == contract;

        public override bool IsOperationContract(MethodInfo method, out string? name) =>
            base.IsOperationContract(method, out name) && methods.Contains(name!);
    }
}
