using CodeFirst.Grpc.AspNetCore;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ProtoBuf.Grpc.Server;

namespace Service._1.Server;

/// <summary>Puts the server together; the tests start it too.</summary>
public static class ServerApp
{
    public static WebApplication Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcLimits();

            // gRPC is HTTP/2. Without TLS, a port has one version of HTTP.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddCompiledContracts();
        builder.Services.AddGrpcReflection();

        WebApplication app = builder.Build();
        app.MapGrpcService<GreeterService>();
        app.MapGrpcReflectionService();
        return app;
    }
}
