namespace Tests.Satellite.Harness;

/// <summary>
/// The PostgreSQL server of all tests that neither stop nor configure it: each makes databases of its own in it. The first that asks
/// starts it.
/// </summary>
[TestClass]
public static class SharedPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartAsync);

    /// <summary>Ends the tests of a class as skipped where PostgreSQL is missing.</summary>
    internal static Task<PostgresServer> GetAsync(TestContext context)
    {
        PostgresServer.Require(context);
        return Server.Value;
    }

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }
    }
}
