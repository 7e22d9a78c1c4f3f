using Tests.Interop.Exchange;
using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>An Exchange client in another language, made from the exported schema.</summary>
internal abstract class ExchangePeer
{
    private static readonly Lazy<Task<string>> ExportedSchema = new(ExportAsync);

    protected abstract string Language { get; }

    protected abstract IEnumerable<Requirement> Needs { get; }

    /// <summary>Ends the test as skipped, or as failed where peers are required, when the language is not on this machine.</summary>
    public void Require(TestContext context) => Requirement.Check(context, Language, Needs);

    /// <summary>The client program, ready to run.</summary>
    public abstract Task<Command> ClientAsync(params IEnumerable<string> arguments);

    /// <summary>The path of exchange.proto.</summary>
    protected static Task<string> SchemaAsync() => ExportedSchema.Value;

    private static async Task<string> ExportAsync()
    {
        var file = Path.Combine(RunFolder.Make("exchange"), "exchange.proto");
        await File.WriteAllTextAsync(file, ExchangeServer.Schema);
        return file;
    }
}
