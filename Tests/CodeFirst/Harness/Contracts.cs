using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ProtoBuf.Grpc.Client;
#if !PLAIN
using CodeFirst.Grpc.AspNetCore;
using CodeFirst.Grpc.Client;
#endif

namespace Tests.CodeFirst.Harness;

/// <summary>
/// The one switch between compiled contracts and protobuf-net.Grpc as it is. The suites of calls are built twice, in
/// Tests/CodeFirst and in Tests/Plain, so that a contract cannot come to mean two things.
/// </summary>
internal static class Contracts
{
#if PLAIN
    public const bool AreCompiled = false;

    public static void Serve(IServiceCollection services) => _ = services;

    public static void SetLimits(KestrelServerOptions kestrel) => kestrel.Limits.MinResponseDataRate = null;

    public static GrpcChannel Connect(string address, GrpcChannelOptions? options = null) =>
        GrpcChannel.ForAddress(address, options ?? new GrpcChannelOptions());
#else
    public const bool AreCompiled = true;

    /// <summary>The server's line.</summary>
    public static void Serve(IServiceCollection services) => services.AddCompiledContracts();

    public static void SetLimits(KestrelServerOptions kestrel) => kestrel.UseGrpcLimits();

    /// <summary>The client's line.</summary>
    public static GrpcChannel Connect(string address, GrpcChannelOptions? options = null) =>
        GrpcChannel.ForAddress(address, (options ?? new GrpcChannelOptions()).UseCompiledContracts());

#endif

    /// <summary>A client whose calls go through a channel.</summary>
    public static T Create<T>(GrpcChannel channel)
        where T : class => channel.CreateGrpcService<T>();

    /// <summary>A client whose calls go through what stands before a channel.</summary>
    public static T Create<T>(CallInvoker invoker)
        where T : class => invoker.CreateGrpcService<T>();
}
