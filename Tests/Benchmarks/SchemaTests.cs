using Benchmarks.Micro.Contract;

namespace Tests.Benchmarks;

/// <summary>What Google's classes are made of, bench.proto, is what our export writes.</summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void CommittedFile_BesideTheContract_IsWhatThatExports() =>
        CommittedSchema.AssertExported(typeof(Location), "../../Benchmarks/Micro/bench.proto");
}
