using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Host;

/// <summary>
/// The signals that the Host acts on. The first SIGTERM or SIGINT (Ctrl-C) asks it to stop, the second has its usual effect and ends the
/// process at once. SIGHUP asks it to read its files again and never ends it; on Windows, where it means a closed window, it still does.
/// </summary>
internal sealed class HostSignals : IDisposable
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private volatile Action? _reload;

    public HostSignals() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            .. OperatingSystem.IsWindows()
                ? (ReadOnlySpan<PosixSignalRegistration>)[]
                : [PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reload)],
        ];

    /// <summary>Done when the first signal to stop has come.</summary>
    public Task Stopped => _stop.Task;

    /// <summary>Sets what SIGHUP does. Before, while the files are read for the first time, it does nothing.</summary>
    public void OnHangup(Action reload) => _reload = reload;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void Stop(PosixSignalContext signal) => signal.Cancel = _stop.TrySetResult();

    private void Reload(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _reload?.Invoke();
    }
}
