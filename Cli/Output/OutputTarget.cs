namespace CodeFirstSatellite.Cli.Output;

/// <summary>Where a command's data goes: stdout, or a file that is complete or absent.</summary>
internal sealed class OutputTarget : IDisposable
{
    private readonly AtomicFile? _file;
    private readonly Stream _stream;

    private OutputTarget(string name, Stream stream, AtomicFile? file, bool isTerminal)
    {
        _stream = stream;
        _file = file;
        IsTerminal = isTerminal;
        Sink = new ByteSink(stream, name);
    }

    public ByteSink Sink { get; }

    public bool IsTerminal { get; }

    /// <summary>Whether the output is a file, not stdout.</summary>
    public bool IsFile { get; private init; }

    /// <param name="path">A file; null or "-" for stdout.</param>
    /// <exception cref="CliException">Nothing can be written there.</exception>
    public static OutputTarget Open(string? path)
    {
        if (path is null or "-")
        {
            return new OutputTarget("stdout", StandardOutput.Open(), null, isTerminal: !Console.IsOutputRedirected);
        }

        if (SpecialFile.IsOne(path))
        {
            return new OutputTarget(path, SpecialFile.Open(path), null, isTerminal: false) { IsFile = true };
        }

        var file = AtomicFile.Create(path);
        return new OutputTarget(path, file.Stream, file, isTerminal: false) { IsFile = true };
    }

    /// <summary>Writes pending output, and gives a file its final path.</summary>
    public void Complete()
    {
        Sink.Flush();
        _file?.Commit();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file?.Dispose();
    }
}
