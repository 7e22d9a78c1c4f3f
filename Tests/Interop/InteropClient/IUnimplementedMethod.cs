[assembly: ProtoFile("grpc.testing", FileName = "grpc/testing/unimplemented.proto")]

namespace Tests.InteropClient;

/// <summary>The one method of the test service that no server has, declared where only a client calls it.</summary>
[Service("grpc.testing.TestService")]
public interface IUnimplementedMethod
{
    /// <summary>To be answered with UNIMPLEMENTED.</summary>
    Task<EmptyMessage> UnimplementedCall(EmptyMessage empty, CallContext context = default);
}
