using CodeFirstSatellite.Host.Maps;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>Whether the Host can serve calls now.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, MapDirectory maps)
{
    /// <summary>Why it cannot, a line for each reason.</summary>
    public IReadOnlyList<string> Obstacles => this switch
    {
        _ when lifetime.ApplicationStopping.IsCancellationRequested => ["the Host is stopping"],
        _ when !lifetime.ApplicationStarted.IsCancellationRequested => ["the Host is starting"],
        _ => [.. maps.Unreachable.Select(map => $"map {map.Name}: its database does not answer")],
    };
}
