using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc;

/// <summary>Makes protobuf-net.Grpc use compiled contracts and marshallers.</summary>
public static class CompiledContracts
{
    private static readonly MarshallerFactory[] Marshallers =
        [new CompiledMarshallerFactory(), ProtoBufMarshallerFactory.Default, ProtoBufMarshallerFactory.GoogleProtobuf];

    /// <summary>
    /// Makes compiled clients, and protobuf-net.Grpc's for contracts that are not compiled. Pass it to
    /// <c>CreateGrpcService&lt;T&gt;(CompiledContracts.ClientFactory)</c>.
    /// </summary>
    public static ClientFactory ClientFactory { get; } = new CompiledClientFactory();

    internal static BinderConfiguration BinderConfiguration { get; } = Configure(null);

    /// <summary>protobuf-net.Grpc's configuration with compiled marshallers, and its default binder where none is given.</summary>
    internal static BinderConfiguration Configure(ServiceBinder? binder) => BinderConfiguration.Create(Marshallers, binder);

    private sealed class CompiledMarshallerFactory : MarshallerFactory
    {
        protected override bool CanSerialize(Type type) => MessageTypes.Find(type) is not null;

        protected override Marshaller<T> CreateMarshaller<T>() => (Marshaller<T>)MessageTypes.Find(typeof(T))!;
    }

    private sealed class CompiledClientFactory : ClientFactory
    {
        private readonly ClientFactory _others = Create(CompiledContracts.BinderConfiguration);

        protected override BinderConfiguration BinderConfiguration => CompiledContracts.BinderConfiguration;

        [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "Generated code names the contract, which keeps its methods.")]
        public override TService CreateClient<TService>(CallInvoker channel) =>
            CompiledContract.TryGet(typeof(TService), out CompiledContract? contract)
                ? ((CompiledContract<TService>)contract).CreateClient(channel)
                : _others.CreateClient<TService>(channel);
    }
}
