namespace Tests.TestService;

/// <summary>A service that no server has.</summary>
[Service("grpc.testing.UnimplementedService")]
public interface IUnimplementedService
{
    /// <summary>To be answered with UNIMPLEMENTED.</summary>
    Task<EmptyMessage> UnimplementedCall(EmptyMessage empty, CallContext context = default);
}
