using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>What Google's classes are made of, oracle.proto, is what our export writes.</summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void CommittedFile_BesideTheContract_IsWhatThatExports() => CommittedSchema.AssertExported(typeof(Everything), "oracle.proto");
}
