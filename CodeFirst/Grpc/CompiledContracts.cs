using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc;

/// <summary>What turns compiled contracts on.</summary>
public static class CompiledContracts
{
    private static readonly MarshallerFactory[] Marshallers =
        [new CompiledMarshallerFactory(), ProtoBufMarshallerFactory.Default, ProtoBufMarshallerFactory.GoogleProtobuf];

    /// <summary>
    /// Makes clients of compiled contracts, and by protobuf-net.Grpc those of all others: give it to
    /// <c>CreateGrpcService&lt;T&gt;(CompiledContracts.ClientFactory)</c>.
    /// </summary>
    public static ClientFactory ClientFactory { get; } = new CompiledClientFactory();

    /// <summary>protobuf-net.Grpc's configuration with compiled marshallers.</summary>
    internal static BinderConfiguration BinderConfiguration { get; } = Configure(null);

    /// <summary>protobuf-net.Grpc's configuration with compiled marshallers and a binder.</summary>
    internal static BinderConfiguration Configure(ServiceBinder? binder) => BinderConfiguration.Create(Marshallers, binder);

    /// <summary>Gives protobuf-net.Grpc the compiled marshaller of every message that has one.</summary>
    private sealed class CompiledMarshallerFactory : MarshallerFactory
    {
        protected override bool CanSerialize(Type type) => MessageTypes.TryGet(type, out _);

        protected override Marshaller<T> CreateMarshaller<T>() => MessageTypes.TryGet(typeof(T), out object? marshaller)
            ? (Marshaller<T>)marshaller
            : throw MessageTypes.NotCompiled(typeof(T));
    }

    private sealed class CompiledClientFactory : ClientFactory
    {
        private readonly ClientFactory _others = Create(CompiledContracts.BinderConfiguration);

        protected override BinderConfiguration BinderConfiguration => CompiledContracts.BinderConfiguration;

        public override TService CreateClient<TService>(CallInvoker channel) =>
            CompiledContract.TryGet(typeof(TService), out CompiledContract? contract)
                ? ((CompiledContract<TService>)contract).CreateClient(channel)
                : _others.CreateClient<TService>(channel);
    }
}
