using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProtoBuf.Grpc.Configuration;
using ProtoBuf.Grpc.Server;

namespace Tests.CodeFirst.Calls;

/// <summary>What ASP.NET Core's middleware sees of the attributes of a service.</summary>
[TestClass]
public sealed class AuthorizationTests
{
    private static readonly CallOptions WithName = new(new Metadata { { "name", "somebody" } });

    [TestMethod]
    [DataRow(typeof(OnTheClass), DisplayName = "on the class")]
    [DataRow(typeof(OnTheBaseClass), DisplayName = "on the class's base")]
    [DataRow(typeof(OnTheMethod), DisplayName = "on the method")]
    [DataRow(typeof(OnTheContract), DisplayName = "on the contract")]
    public async Task Authorize_OnAService_LetsNobodyInWhoIsUnknown(Type service)
    {
        await using WebApplication app = await StartAsync(service);
        using GrpcChannel channel = Contracts.Connect(app.Urls.Single());
        Func<CallContext, Task> call = service == typeof(OnTheContract)
            ? context => Contracts.Create<IGuarded>(channel).OpenAsync(context)
            : context => Contracts.Create<IDoor>(channel).OpenAsync(context);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call(default).Patiently());
        Assert.AreEqual(StatusCode.Unauthenticated, error.StatusCode);
        await call(WithName).Patiently();
    }

    [TestMethod]
    public async Task Authorize_OnAMethod_IsNotThatOfItsNeighbours()
    {
        await using WebApplication app = await StartAsync(typeof(OnTheMethod));
        using GrpcChannel channel = Contracts.Connect(app.Urls.Single());
        await Contracts.Create<IDoor>(channel).Knock().Patiently();
    }

    [TestMethod]
    public async Task AllowAnonymous_OnAMethod_CountsBeforeTheClass()
    {
        await using WebApplication app = await StartAsync(typeof(OnTheClass));
        using GrpcChannel channel = Contracts.Connect(app.Urls.Single());
        await Contracts.Create<IDoor>(channel).Knock().Patiently();
    }

    private static async Task<WebApplication> StartAsync(Type service)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, e => e.Protocols = HttpProtocols.Http2));
        builder.Services.AddAuthentication("name").AddScheme<AuthenticationSchemeOptions, ByName>("name", null);
        builder.Services.AddAuthorization();
        builder.Services.AddCodeFirstGrpc();
        Contracts.Serve(builder.Services);
        WebApplication app = builder.Build();
        _ = service.Name switch
        {
            nameof(OnTheClass) => app.MapGrpcService<OnTheClass>(),
            nameof(OnTheBaseClass) => app.MapGrpcService<OnTheBaseClass>(),
            nameof(OnTheMethod) => app.MapGrpcService<OnTheMethod>(),
            _ => app.MapGrpcService<OnTheContract>(),
        };
        await app.StartAsync().Patiently();
        return app;
    }

    /// <summary>Knows a client by the name that it gives.</summary>
    private sealed class ByName(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers.ContainsKey("name")
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("name")), "name"))
            : AuthenticateResult.NoResult());
    }

    [Authorize]
    private class OnTheClass : IDoor
    {
        public Task OpenAsync(CallContext context) => Task.CompletedTask;

        [AllowAnonymous]
        public Task Knock() => Task.CompletedTask;
    }

    private sealed class OnTheBaseClass : OnTheClass;

    private sealed class OnTheMethod : IDoor
    {
        [Authorize]
        public Task OpenAsync(CallContext context) => Task.CompletedTask;

        public Task Knock() => Task.CompletedTask;
    }

    private sealed class OnTheContract : IGuarded
    {
        public Task OpenAsync(CallContext context) => Task.CompletedTask;
    }
}

[Service("test.Door")]
public interface IDoor
{
    Task OpenAsync(CallContext context = default);

    [Operation("Rap")]
    Task Knock();
}

[Service("test.Guarded")]
public interface IGuarded
{
    /// <summary>No method of the service, although it is called as one is.</summary>
    static Task Open() => Task.CompletedTask;

    [Authorize]
    Task OpenAsync(CallContext context = default);
}
