using Tests.Interop.Exchange;

namespace Tests.Interop;

/// <summary>What a client in .NET sees, whichever side has compiled contracts: the two must not drift apart.</summary>
public abstract class DotNetExchangeTests : ExchangeClientTests
{
    private protected abstract ContractForm ClientContract { get; }

    // grpc-dotnet says INTERNAL if the connection is closed while the two sides exchange their HTTP/2 settings.
    private protected override string[] RefusedStatuses => ["UNAVAILABLE", "INTERNAL"];

    private protected override async Task<IReadOnlyList<ExchangeOutcome>> CallAtAsync(
        string target, string certificates, ExchangeCall[] calls)
    {
        using var client = new DotNetClient(target, certificates, ClientContract);
        var outcomes = new List<ExchangeOutcome>();
        foreach (var call in calls)
        {
            outcomes.Add(await client.CallAsync(call).WaitAsync(Cancellation));
        }

        return outcomes;
    }
}

/// <summary>A client with compiled contracts, and a server of protobuf-net.Grpc alone.</summary>
[TestClass]
public sealed class CompiledClientExchangeTests : DotNetExchangeTests
{
    private protected override ContractForm ClientContract => ContractForm.Compiled;

    private protected override ContractForm ServerContract => ContractForm.Plain;
}

/// <summary>A client of protobuf-net.Grpc alone, and a server with compiled contracts.</summary>
[TestClass]
public sealed class CompiledServerExchangeTests : DotNetExchangeTests
{
    private protected override ContractForm ClientContract => ContractForm.Plain;

    private protected override ContractForm ServerContract => ContractForm.Compiled;
}

/// <summary>Compiled contracts on both sides.</summary>
[TestClass]
public sealed class CompiledExchangeTests : DotNetExchangeTests
{
    private protected override ContractForm ClientContract => ContractForm.Compiled;

    private protected override ContractForm ServerContract => ContractForm.Compiled;
}

/// <summary>protobuf-net.Grpc alone on both sides: the control, which shows what the others are held to.</summary>
[TestClass]
public sealed class PlainExchangeTests : DotNetExchangeTests
{
    private protected override ContractForm ClientContract => ContractForm.Plain;

    private protected override ContractForm ServerContract => ContractForm.Plain;
}
