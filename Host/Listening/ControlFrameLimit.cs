using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using Microsoft.AspNetCore.Connections;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>
/// Cuts off a connection that sends frames without a purpose, such as a flood of PING or SETTINGS. Kestrel answers each, and counts none.
/// </summary>
internal sealed class ControlFrameLimit(SatelliteOptions options, Refusals refusals, TimeProvider time)
{
    /// <summary>Goes after TLS, inside of all that refuses connections.</summary>
    public ConnectionDelegate Watch(ConnectionDelegate next) => options.Limits.ControlFramesPerSecond is { } limit
        ? connection =>
        {
            connection.Transport = new WatchedTransport(
                connection.Transport, new FrameCounter(new FrameFlood(limit, time), () => Cut(connection)));
            return next(connection);
        }
        : next;

    private void Cut(ConnectionContext connection)
    {
        refusals.Report(
            RefusalReason.ControlFrames,
            new Refusal { Peer = connection.RemoteEndPoint, Certificate = connection.Features.Get<ClientConnection>()?.Certificate });
        connection.Abort(new ConnectionAbortedException("It sends more control frames than a connection may."));
    }
}

/// <summary>Whether frames of one connection are a flood: over ten seconds, so that a burst is none.</summary>
internal sealed class FrameFlood(int perSecond, TimeProvider time)
{
    private const int Seconds = 10;

    private readonly long _most = (long)perSecond * Seconds;
    private long _since = time.GetTimestamp();
    private long _count;

    /// <summary>Counts a frame; true if there are too many.</summary>
    public bool Count()
    {
        // The clock is asked once in so many frames.
        if (++_count <= _most)
        {
            return false;
        }

        if (time.GetElapsedTime(_since) < TimeSpan.FromSeconds(Seconds))
        {
            return true;
        }

        _since = time.GetTimestamp();
        _count = 1;
        return false;
    }
}
