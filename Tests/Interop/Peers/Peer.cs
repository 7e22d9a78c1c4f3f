using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>A Satellite client in another language, generated from the exported schema.</summary>
internal abstract class Peer
{
    /// <summary>The schema compiler, which every language needs.</summary>
    protected static Requirement Protoc { get; } = Requirement.Program("protoc", "protobuf-compiler");

    protected abstract string Language { get; }

    protected abstract IEnumerable<Requirement> Needs { get; }

    /// <summary>Ends the test as skipped, or as failed where peers are required, when the language is not on this machine.</summary>
    public void Require(TestContext context) =>
        Requirement.Check(context, Language, [.. Needs, Protoc, Requirement.Program("openssl", "openssl")]);

    /// <summary>The client program, ready to run.</summary>
    public abstract Task<Command> ClientAsync(params IEnumerable<string> arguments);

    /// <summary>Runs protoc over the exported satellite.proto.</summary>
    protected static async Task GenerateAsync(params IEnumerable<string> options) =>
        (await FinishedProgram.RunAsync(
            new Command("protoc", ["-I", Repository.Schema, .. options, "satellite.proto"]),
            CancellationToken.None)).Succeeded();
}
