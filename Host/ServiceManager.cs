using System.Globalization;
using System.Net.Sockets;
using CodeFirstSatellite.Host.Calls;
using Microsoft.Extensions.Hosting.Systemd;

namespace CodeFirstSatellite.Host;

/// <summary>
/// Tells systemd how the service is, where systemd asks: <c>Type=notify</c>, sd_notify(3). With <c>WatchdogSec=</c> it says that it is
/// alive as long as the thread pool, which serves the calls, gets round to it.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private const string Socket = "NOTIFY_SOCKET";
    private const string WatchdogMicroseconds = "WATCHDOG_USEC";
    private const string WatchdogProcess = "WATCHDOG_PID";

    private readonly SystemdNotifier _notifier = new();
    private readonly TimeProvider _time;
    private ITimer? _watchdog;

    private ServiceManager(TimeProvider time) => _time = time;

    /// <summary>Where to send word to; null where nobody asks, and systemd's library is then not loaded.</summary>
    public static ServiceManager? Find(TimeProvider time) =>
        Environment.GetEnvironmentVariable(Socket) is { Length: > 0 } ? new ServiceManager(time) : null;

    /// <summary>Says that the Host serves.</summary>
    public void Ready(string addresses)
    {
        Notify($"READY=1\nSTATUS=listening on {addresses}");
        if (WatchdogInterval() is { } interval)
        {
            _watchdog = _time.CreateTimer(_ => Notify("WATCHDOG=1"), null, TimeSpan.Zero, interval / 2);
        }
    }

    /// <summary>Says that the Host begins to read its files again.</summary>
    public void Reloading() => Notify(string.Create(
        CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={_time.GetTimestamp() / (_time.TimestampFrequency / 1_000_000)}"));

    /// <summary>Says that the files have been read again.</summary>
    public void Reloaded() => Notify("READY=1");

    /// <summary>Says that the Host begins to stop, and how long that may take.</summary>
    public void Stopping(TimeSpan drain)
    {
        long microseconds = (drain + Drain.LongestFarewell * 2).Ticks / TimeSpan.TicksPerMicrosecond;
        Notify(string.Create(
            CultureInfo.InvariantCulture,
            $"STOPPING=1\nEXTEND_TIMEOUT_USEC={microseconds}\nSTATUS=stopping: calls in flight have {drain.TotalSeconds} s"));
    }

    public void Dispose() => _watchdog?.Dispose();

    private static TimeSpan? WatchdogInterval()
    {
        string process = Environment.GetEnvironmentVariable(WatchdogProcess) ?? "";
        bool isForUs = process.Length == 0 || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return isForUs
            && long.TryParse(
                Environment.GetEnvironmentVariable(WatchdogMicroseconds),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long microseconds)
            && microseconds > 1
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private void Notify(string state)
    {
        try
        {
            _notifier.Notify(new ServiceState(state));
        }
        catch (SocketException)
        {
            // The variable was inherited from a service that has ended. The Host serves all the same.
        }
    }
}
