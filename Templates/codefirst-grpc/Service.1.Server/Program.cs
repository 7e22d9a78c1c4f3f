using Service._1.Server;

await using WebApplication app = ServerApp.Create(args);
await app.RunAsync();
