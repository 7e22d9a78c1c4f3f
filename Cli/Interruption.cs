using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Cli;

/// <summary>
/// Turns Ctrl-C, SIGTERM and a lost terminal (SIGHUP) into a cancellation, so the call ends on the server too and no temporary files stay.
/// A second Ctrl-C or SIGTERM ends the program at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to end. A write to a pipe that nobody reads cannot be cancelled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() =>
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        bool isFirst = !_source.IsCancellationRequested;

        // A terminal that closes sends SIGHUP, and so does its shell.
        signal.Cancel = isFirst || signal.Signal == PosixSignal.SIGHUP;
        if (!isFirst)
        {
            return;
        }

        _source.Cancel();
        _ = ExitAfterGraceAsync();
    }

    private static async Task ExitAfterGraceAsync()
    {
        await Task.Delay(Grace);
        Environment.Exit(ExitCode.Interrupted);
    }
}
