namespace Tests.Interop.Exchange;

/// <summary>What a contract is called or served with.</summary>
public enum ContractForm
{
    /// <summary>protobuf-net.Grpc and compiled contracts.</summary>
    Compiled,

    /// <summary>protobuf-net.Grpc alone: the same contract without the line that turns compiled contracts on.</summary>
    Plain,
}
