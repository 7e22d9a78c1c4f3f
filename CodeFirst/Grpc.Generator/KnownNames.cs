namespace CodeFirst.Grpc.Generator;

/// <summary>The types that the generator knows by name; a test resolves each against the runtime's assemblies.</summary>
internal static class KnownNames
{
    public const string DataContract = "System.Runtime.Serialization.DataContractAttribute";
    public const string DataMember = "System.Runtime.Serialization.DataMemberAttribute";
    public const string IgnoreDataMember = "System.Runtime.Serialization.IgnoreDataMemberAttribute";
    public const string EnumMember = "System.Runtime.Serialization.EnumMemberAttribute";

    public const string Obsolete = "System.ObsoleteAttribute";
    public const string Experimental = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    public const string SetsRequiredMembers = "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";
    public const string DisallowNull = "System.Diagnostics.CodeAnalysis.DisallowNullAttribute";
    public const string MaybeNull = "System.Diagnostics.CodeAnalysis.MaybeNullAttribute";

    public const string Service = "CodeFirst.Grpc.ServiceAttribute";
    public const string Operation = "CodeFirst.Grpc.OperationAttribute";
    public const string OneOf = "CodeFirst.Grpc.OneOfAttribute";
    public const string Timestamp = "CodeFirst.Grpc.Schema.Timestamp";
    public const string Duration = "CodeFirst.Grpc.Schema.Duration";
    public const string ProtoFile = "CodeFirst.Grpc.ProtoFileAttribute";
    public const string ProtoMessage = "CodeFirst.Grpc.ProtoMessageAttribute";
    public const string CallContext = "CodeFirst.Grpc.CallContext";
    public const string CallInvoker = "CodeFirst.Grpc.CallInvoker";
    public const string Empty = "CodeFirst.Grpc.Empty";
    public const string StreamChunk = "CodeFirst.Grpc.Streams.StreamChunk";
    public const string StreamCalls = "CodeFirst.Grpc.Streams.StreamCalls";
    public const string HandlerResults = "CodeFirst.Grpc.HandlerResults";
    public const string Method = "CodeFirst.Grpc.Method`2";
    public const string MethodType = "CodeFirst.Grpc.MethodType";
    public const string ServiceContract = "CodeFirst.Grpc.ServiceContract";
    public const string ServiceBinder = "CodeFirst.Grpc.ServiceBinder`1";
    public const string FileDescriptorProto = "CodeFirst.Grpc.Schema.FileDescriptorProto";
    public const string MessageTypes = "CodeFirst.Grpc.MessageTypes";
    public const string SchemaFiles = "CodeFirst.Grpc.Schema.SchemaFiles";

    public const string MessageSerializer = "CodeFirst.Protobuf.MessageSerializer`1";
    public const string MessageLengths = "CodeFirst.Protobuf.MessageLengths";
    public const string ProtoReader = "CodeFirst.Protobuf.ProtoReader";
    public const string ProtoWriter = "CodeFirst.Protobuf.ProtoWriter";
    public const string ProtobufException = "CodeFirst.Protobuf.ProtobufException";
    public const string WireSize = "CodeFirst.Protobuf.WireSize";
}
