using System.Text.Json;
using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Python/http2_server.py, which does to a client what few servers do; needs the distribution's python3-h2.</summary>
internal sealed class NegativeServer
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Listening = "listening on ";

    private readonly RunningProgram _program;

    private NegativeServer(RunningProgram program, string address)
    {
        _program = program;
        Address = address;
    }

    public string Address { get; }

    /// <summary>What the server has seen so far.</summary>
    public IReadOnlyList<Event> Events => [.. _program.Lines.Where(IsEvent).Select(Event.Parse)];

    public static void Require(TestContext context) => Requirement.Check(
        context,
        "Python's HTTP/2",
        new Requirement("python3", File.Exists(Interpreter)),
        Requirement.Folder("/usr/lib/python3/dist-packages/h2", "python3-h2"));

    public static Command Command(params IEnumerable<string> arguments) =>
        new(Interpreter, [Path.Combine(Repository.Peers, "Python", "http2_server.py"), .. arguments]);

    public static async Task<NegativeServer> ListeningAsync(RunningProgram program, CancellationToken cancellation)
    {
        var line = await program.LineAsync("its address", line => line.StartsWith(Listening, StringComparison.Ordinal), cancellation);
        return new NegativeServer(program, line[Listening.Length..]);
    }

    /// <summary>Waits until the server has seen something.</summary>
    public Task SeenAsync(string what, Func<Event, bool> wanted, CancellationToken cancellation) =>
        _program.LineAsync(what, line => IsEvent(line) && wanted(Event.Parse(line)), cancellation);

    /// <summary>Waits until something has been seen that many times.</summary>
    public Task SeenAsync(string name, int times, CancellationToken cancellation) =>
        SeenAsync($"{times} times '{name}'", e => e.Name == name && --times == 0, cancellation);

    /// <summary>How often something has been seen so far.</summary>
    public int Count(string name) => Events.Count(e => e.Name == name);

    private static bool IsEvent(string line) => line.StartsWith('{');

    /// <summary>Something that the server saw; numbers that do not belong to it are 0.</summary>
    internal sealed record Event(string Name, int Connection, int Open, int Total)
    {
        public static Event Parse(string line)
        {
            using var told = JsonDocument.Parse(line);
            return new Event(told.RootElement.GetProperty("event").GetString()!, Number("connection"), Number("open"), Number("count"));

            int Number(string name) => told.RootElement.TryGetProperty(name, out var value) ? value.GetInt32() : 0;
        }
    }
}
