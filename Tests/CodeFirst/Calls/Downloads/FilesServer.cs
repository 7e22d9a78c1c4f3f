using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Calls.Downloads;

/// <summary>A server with <see cref="Files"/>.</summary>
internal sealed class FilesServer(ProbeServer server, Files files) : IAsyncDisposable
{
    public Files Files => files;

    public ProbeServer Server => server;

    public IFiles Client { get; } = Contracts.Create<IFiles>(server.Channel);

    public static async Task<FilesServer> StartAsync(Action<GrpcServiceOptions>? grpc = null)
    {
        var files = new Files();
        return new FilesServer(
            await ProbeServer.StartAsync(grpc, services => services.AddSingleton(files), map: app => app.MapGrpcService<Files>()), files);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
