using CodeFirstSatellite.Host.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>
/// Ends connections that are old, so that clients connect anew: behind a load balancer, that spreads them over Hosts that were added.
/// GOAWAY tells the client to begin its next calls on another connection; calls in flight may finish for as long as in a drain.
/// </summary>
internal sealed class ConnectionAge(SatelliteOptions options, TimeProvider time)
{
    // Or connections that began together would end, and begin again, together.
    private const double Jitter = 0.1;

    /// <summary>Goes after TLS.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) =>
        options.ConnectionAge is { } age ? connection => RunAsync(connection, next, age) : next;

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan age)
    {
        double factor = 1 - Jitter + (2 * Jitter * Random.Shared.NextDouble());
        bool isOver = false;
        ITimer? timer = null;
        timer = time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using (timer)
        {
            timer.Change(age * factor, Timeout.InfiniteTimeSpan);
            await next(connection);
        }

        void End()
        {
            if (isOver)
            {
                connection.Abort(new ConnectionAbortedException("It is older than a connection may be."));
                return;
            }

            isOver = true;
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            timer?.Change(options.Drain, Timeout.InfiniteTimeSpan);
        }
    }
}
