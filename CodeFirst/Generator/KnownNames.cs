namespace CodeFirst.Generator;

/// <summary>Types that the generator knows by name; a test resolves each against the runtime's assemblies.</summary>
internal static class KnownNames
{
    /// <summary>WCF's attributes, which protobuf-net.Grpc takes too; a project may lack them.</summary>
    public static class Optional
    {
        public const string ServiceContract = "System.ServiceModel.ServiceContractAttribute";
        public const string OperationContract = "System.ServiceModel.OperationContractAttribute";
    }

    public const string DataContract = "System.Runtime.Serialization.DataContractAttribute";
    public const string DataMember = "System.Runtime.Serialization.DataMemberAttribute";
    public const string IgnoreDataMember = "System.Runtime.Serialization.IgnoreDataMemberAttribute";
    public const string EnumMember = "System.Runtime.Serialization.EnumMemberAttribute";

    public const string Obsolete = "System.ObsoleteAttribute";
    public const string Experimental = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    public const string SetsRequiredMembers = "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";
    public const string DefaultValue = "System.ComponentModel.DefaultValueAttribute";

    public const string ProtoContract = "ProtoBuf.ProtoContractAttribute";
    public const string ProtoMember = "ProtoBuf.ProtoMemberAttribute";
    public const string ProtoIgnore = "ProtoBuf.ProtoIgnoreAttribute";
    public const string ProtoInclude = "ProtoBuf.ProtoIncludeAttribute";
    public const string ProtoMap = "ProtoBuf.ProtoMapAttribute";
    public const string ProtoEnum = "ProtoBuf.ProtoEnumAttribute";
    public const string ProtoPartialMember = "ProtoBuf.ProtoPartialMemberAttribute";
    public const string ProtoPartialIgnore = "ProtoBuf.ProtoPartialIgnoreAttribute";
    public const string NullWrappedValue = "ProtoBuf.NullWrappedValueAttribute";
    public const string NullWrappedCollection = "ProtoBuf.NullWrappedCollectionAttribute";
    public const string CompatibilityLevel = "ProtoBuf.CompatibilityLevelAttribute";
    public const string Extensible = "ProtoBuf.IExtensible";

    public const string Service = "ProtoBuf.Grpc.Configuration.ServiceAttribute";
    public const string SubService = "ProtoBuf.Grpc.Configuration.SubServiceAttribute";
    public const string Operation = "ProtoBuf.Grpc.Configuration.OperationAttribute";
    public const string CallContext = "ProtoBuf.Grpc.CallContext";
    public const string Empty = "ProtoBuf.Grpc.Internal.Empty";
    public const string BytesValue = "ProtoBuf.Grpc.Internal.BytesValue";
    public const string Reshape = "ProtoBuf.Grpc.Internal.Reshape";

    public const string GrpcClientFactory = "ProtoBuf.Grpc.Client.GrpcClientFactory";

    public const string GoogleMessage = "Google.Protobuf.IMessage";

    public const string OneOf = "CodeFirst.Grpc.OneOfAttribute";
    public const string ProtoFile = "CodeFirst.Grpc.ProtoFileAttribute";
    public const string ProtoMessage = "CodeFirst.Grpc.ProtoMessageAttribute";
    public const string ClientCalls = "CodeFirst.Grpc.ClientCalls";
}
