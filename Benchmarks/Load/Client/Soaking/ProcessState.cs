using System.Globalization;

namespace Benchmarks.Load.Client.Soaking;

/// <summary>What a process had at a time, in seconds of the run: MiB of resident memory, open handles, threads.</summary>
internal sealed record ProcessState(double Seconds, double Memory, double Handles, double Threads)
{
    public static ProcessState Of(int process, double seconds)
    {
        string folder = $"/proc/{process}";
        try
        {
            string[] status = File.ReadAllLines($"{folder}/status");
            return new ProcessState(
                seconds,
                NumberOf(status, "VmRSS:") / 1024,
                Directory.GetFileSystemEntries($"{folder}/fd").Length,
                NumberOf(status, "Threads:"));
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The server with process id {process} has ended.", e);
        }
    }

    // A line is `NAME NUMBER` or `NAME NUMBER kB`. A process that is ending has no memory any more.
    private static double NumberOf(string[] status, string name)
    {
        string line = status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?? throw new EndOfStreamException($"/proc has no {name}");
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
