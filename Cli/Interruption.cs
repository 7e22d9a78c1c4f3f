using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Cli;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a cancellation, so the call ends on the server too. A second signal ends the program at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to end. A write to a pipe that nobody reads cannot be cancelled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        signal.Cancel = true;
        _source.Cancel();
        _ = ExitAfterGraceAsync();
    }

    private static async Task ExitAfterGraceAsync()
    {
        await Task.Delay(Grace);
        Environment.Exit(ExitCode.Interrupted);
    }
}
