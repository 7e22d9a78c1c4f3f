namespace CodeFirst.Grpc.Schema;

/// <summary>
/// Where the types of this folder belong. They are the part of google/protobuf/descriptor.proto that proto3 schemas use,
/// written code-first, so that a schema is data which our own serializers can write.
/// </summary>
internal static class Descriptor
{
    public const string Package = "google.protobuf";
    public const string File = "google/protobuf/descriptor.proto";
}
