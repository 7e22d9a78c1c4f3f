using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Host;

/// <summary>
/// SIGTERM and SIGINT (Ctrl-C): the first asks the Host to stop, the second has its usual effect and ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() =>
        _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT)];

    /// <summary>Done when the first has come.</summary>
    public Task First => _first.Task;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, Receive);

    private void Receive(PosixSignalContext signal) => signal.Cancel = _first.TrySetResult();
}
