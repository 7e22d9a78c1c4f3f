using System.Diagnostics;
using System.Text;

namespace Tests.Interop.Harness;

/// <summary>What a program that has ended left behind. Its stdout is kept as bytes: a map is compared byte for byte.</summary>
internal sealed record FinishedProgram(Command Command, int ExitCode, byte[] Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>Runs a program to its end; one that does not end in time is killed, and that is an error.</summary>
    public static async Task<FinishedProgram> RunAsync(Command command, CancellationToken cancellation)
    {
        using var process = Process.Start(command.ToStartInfo()) ?? throw new InvalidOperationException($"Could not start: {command}");
        process.StandardInput.Close();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        using var output = new MemoryStream();
        try
        {
            var copied = process.StandardOutput.BaseStream.CopyToAsync(output, bound.Token);
            var error = await process.StandardError.ReadToEndAsync(bound.Token);
            await copied;
            await process.WaitForExitAsync(bound.Token);
            return new FinishedProgram(command, process.ExitCode, output.ToArray(), error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Still running after {Patience.TotalMinutes} min: {command}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The program itself when it ended with exit code 0, an error with all that it said otherwise.</summary>
    public FinishedProgram Succeeded() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());

    public override string ToString() => $"$ {Command}\n{OutputText}{Error}\nexit code {ExitCode}";
}
