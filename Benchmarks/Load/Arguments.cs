namespace Benchmarks.Load;

/// <summary>The options of a command line, all of the form <c>--name value</c>.</summary>
internal sealed class Arguments(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);

    public string Certificates => Text("--certs");

    /// <summary>Whether to do without compiled contracts.</summary>
    public bool IsPlain => (Optional("--contracts") ?? "compiled") switch
    {
        "plain" => true,
        "compiled" => false,
        string other => throw new ArgumentException($"Contracts are compiled or plain, not '{other}'."),
    };

    public string? Optional(string name) => _values.GetValueOrDefault(name);

    public string Text(string name) =>
        Optional(name) ?? throw new ArgumentException($"The option {name} is missing.");

    public int Number(string name) => int.Parse(Text(name), null);
}
