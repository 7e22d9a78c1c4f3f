namespace Benchmarks.Load.Client.Https;

/// <summary>An address and the file that has what is to come from there.</summary>
internal sealed record TilePage(Uri Address, string SavedAs)
{
    /// <summary>Reads <c>--list FILE</c>, of lines <c>ADDRESS FILE</c>.</summary>
    public static TilePage[] ListOf(Arguments options) =>
    [
        .. from line in File.ReadLines(options.Text("--list"))
           let pair = line.Split(' ', 2)
           select new TilePage(new Uri(pair[0]), pair[1]),
    ];

    /// <summary>Holds what came against the file.</summary>
    /// <exception cref="InvalidDataException">It is not what the file has.</exception>
    public void Check(byte[] body)
    {
        byte[] expected = File.ReadAllBytes(SavedAs);
        if (!body.AsSpan().SequenceEqual(expected))
        {
            throw new InvalidDataException($"{Address} sent {body.Length} bytes that are not the {expected.Length} of {SavedAs}.");
        }
    }
}
