using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Server;
using Microsoft.Extensions.DependencyInjection;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>A server with <see cref="Files"/>.</summary>
internal sealed class FilesServer(ProbeServer server, Files files) : IAsyncDisposable
{
    public Files Files => files;

    public ProbeServer Server => server;

    public IFiles Client { get; } = server.Channel.CreateGrpcService<IFiles>();

    public static async Task<FilesServer> StartAsync(Action<GrpcServiceOptions>? grpc = null)
    {
        var files = new Files();
        return new FilesServer(await ProbeServer.StartAsync(grpc, services => services.AddSingleton(files), map: app => app.MapGrpcService<Files>()), files);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
