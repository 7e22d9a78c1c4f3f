using System.Diagnostics;
using System.Text;

namespace Tests.Interop.Harness;

/// <summary>
/// A process whose output is kept as it arrives. Every wait is bounded, and what it failed to see is thrown together with
/// all that the program printed.
/// </summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    // Far longer than anything here takes; it bounds a hang, it does not measure.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Command _command;
    private readonly Process _process;
    private readonly Task _outputEnd;
    private readonly Task _errorEnd;

    // Guards the lines and the signal: two readers add, any thread waits.
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Command command, Process process)
    {
        _command = command;
        _process = process;
        process.StandardInput.Close();
        _outputEnd = CollectAsync(process.StandardOutput);
        _errorEnd = CollectAsync(process.StandardError);
    }

    public int Id => _process.Id;

    /// <summary>The lines of stdout and stderr so far, in the order in which they arrived.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public static RunningProgram Start(Command command)
    {
        try
        {
            return new RunningProgram(command, Process.Start(command.ToStartInfo())!);
        }
        catch (Exception cause) when (cause is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new InvalidOperationException($"Could not start: {command}", cause);
        }
    }

    /// <summary>Waits for the first line, printed already or still to come, that <paramref name="wanted"/> accepts.</summary>
    public async Task<string> LineAsync(string what, Func<string, bool> wanted, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        var seen = 0;
        try
        {
            while (true)
            {
                // The order matters: when the pipes had ended before the lines were looked at, no line can follow.
                var ended = _outputEnd.IsCompleted && _errorEnd.IsCompleted;
                Task more;
                lock (_gate)
                {
                    for (; seen < _lines.Count; seen++)
                    {
                        if (wanted(_lines[seen]))
                        {
                            return _lines[seen];
                        }
                    }

                    more = _more.Task;
                }

                if (ended)
                {
                    throw new InvalidOperationException($"Ended without {what}.\n{Transcript()}");
                }

                await Task.WhenAny(more, Task.WhenAll(_outputEnd, _errorEnd)).WaitAsync(bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}.\n{Transcript()}");
        }
    }

    /// <summary>Waits until the program has ended and its last line is in <see cref="Lines"/>; gives its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(_outputEnd, _errorEnd, _process.WaitForExitAsync(cancellation)).WaitAsync(Patience, cancellation);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Still running after {Patience.TotalSeconds} s.\n{Transcript()}");
        }
    }

    /// <summary>The command and all that it printed, for a failure's message.</summary>
    public string Transcript()
    {
        var text = new StringBuilder().AppendLine($"$ {_command}");
        foreach (var line in Lines)
        {
            text.AppendLine(line);
        }

        return text.Append(_process.HasExited ? $"exit code {_process.ExitCode}" : "still running").ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task CollectAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource reached;
            lock (_gate)
            {
                _lines.Add(line);
                reached = _more;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            reached.SetResult();
        }
    }
}
