namespace CodeFirstSatellite.Host;

/// <summary>
/// Leaves signals to <see cref="HostSignals"/>: the Host drains first. The framework's own lifetime would stop at once and write to stdout.
/// </summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
