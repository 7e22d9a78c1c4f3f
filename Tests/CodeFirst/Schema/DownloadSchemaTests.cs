using CodeFirst.Grpc;
using CodeFirst.Grpc.Schema;
using Tests.CodeFirst.Calls.Downloads;

namespace Tests.CodeFirst.Schema;

/// <summary>What other languages are told of streams of bytes.</summary>
[TestClass]
public sealed class DownloadSchemaTests
{
    [TestMethod]
    public void Print_MethodsThatReturnStreams_SpeaksOfBytesValue()
    {
        Assert.IsTrue(CompiledContract.TryGet(typeof(IFiles), out CompiledContract? contract));
        string text = ProtoText.Print(contract.File);
        Assert.Contains("\nimport \"google/protobuf/wrappers.proto\";\n", text);
        Assert.Contains("\n  rpc Get(Question) returns (stream google.protobuf.BytesValue);\n", text);
        Assert.Contains("\n  rpc GetNext(google.protobuf.Empty) returns (stream google.protobuf.BytesValue);\n", text);
    }
}
