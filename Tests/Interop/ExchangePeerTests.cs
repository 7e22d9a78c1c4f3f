using Tests.Interop.Exchange;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>
/// What a client in another language, made from the exported schema, sees of compiled contracts. One derived class per language.
/// </summary>
public abstract class ExchangePeerTests : ExchangeClientTests
{
    private protected abstract ExchangePeer Peer { get; }

    private protected override ContractForm ServerContract => ContractForm.Compiled;

    [TestInitialize]
    public void RequirePeer() => Peer.Require(TestContext);

    private protected override async Task<IReadOnlyList<ExchangeOutcome>> CallAtAsync(
        string target, string certificates, ExchangeCall[] calls) =>
        ExchangeCall.Outcomes(await RunAsync(
            await Peer.ClientAsync(["--server", target, "--certs", certificates, .. calls.Select(call => call.ToArgument())])));
}
