using Google.Protobuf.Reflection;

namespace CodeFirstSatellite.Contracts;

/// <summary>The schema files of these contracts.</summary>
public static class ContractFiles
{
    /// <summary>All files; the Satellite service's comes first.</summary>
    public static IReadOnlyList<FileDescriptorProto> All { get; } = [.. Contracts.Select(FileOf)];

    private static Type[] Contracts => [typeof(ISatellite), typeof(ICatalog), typeof(IArchive), typeof(ILive)];

    private static FileDescriptorProto FileOf(Type contract) =>
        CompiledContract.TryGet(contract, out CompiledContract? found)
            ? found.File
            : throw new InvalidOperationException($"{contract.Name} was compiled without the contract generator.");
}
