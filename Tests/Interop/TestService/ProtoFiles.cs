// The files that the official schema consists of. Its messages name theirs themselves.
[assembly: ProtoFile(Tests.TestService.ProtoFiles.Package, FileName = "grpc/testing/test.proto")]

namespace Tests.TestService;

internal static class ProtoFiles
{
    public const string Package = "grpc.testing";
    public const string Messages = "grpc/testing/messages.proto";
    public const string Empty = "grpc/testing/empty.proto";
}
