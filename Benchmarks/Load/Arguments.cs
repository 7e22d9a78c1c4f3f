namespace Benchmarks.Load;

/// <summary>The options of a command line, all of the form <c>--name value</c>.</summary>
internal sealed class Arguments(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);

    public string Certificates => Text("--certs");

    public string Text(string name) =>
        _values.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"The option {name} is missing.");

    public int Number(string name) => int.Parse(Text(name), null);
}
