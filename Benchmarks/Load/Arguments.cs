namespace Benchmarks.Load;

/// <summary>The options of a command line, all of the form <c>--name value</c>.</summary>
internal sealed class Arguments(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);

    public string Certificates => Text("--certs");

    public string? Optional(string name) => _values.GetValueOrDefault(name);

    public string Text(string name) =>
        Optional(name) ?? throw new ArgumentException($"The option {name} is missing.");

    public int Number(string name) => int.Parse(Text(name), null);
}
