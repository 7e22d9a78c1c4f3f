using CodeFirst.Grpc;
using CodeFirst.Grpc.Schema;

namespace Tests.CodeFirst.Streams;

/// <summary>What other languages are told of streams of bytes.</summary>
[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void Print_MethodsWithStreams_SpeaksOfBytesValue()
    {
        Assert.IsTrue(ServiceContract.TryGet(typeof(IFiles), out ServiceContract? contract));
        string text = ProtoText.Print(contract.File);
        Assert.Contains("\nimport \"google/protobuf/wrappers.proto\";\n", text);
        foreach (string rpc in new[]
        {
            "Get(Question) returns (stream google.protobuf.BytesValue)",
            "GetNext(google.protobuf.Empty) returns (stream google.protobuf.BytesValue)",
            "Put(stream google.protobuf.BytesValue) returns (Answer)",
            "Drop(stream google.protobuf.BytesValue) returns (google.protobuf.Empty)",
            "Convert(stream google.protobuf.BytesValue) returns (stream google.protobuf.BytesValue)",
            "Split(stream google.protobuf.BytesValue) returns (stream Answer)",
            "Join(stream Question) returns (stream google.protobuf.BytesValue)",
        })
        {
            Assert.Contains($"\n  rpc {rpc};\n", text);
        }
    }

    [TestMethod]
    public void BytesValue_IsDefinedAsEverybodyHasIt()
    {
        Assert.IsTrue(SchemaFiles.TryGet("google/protobuf/wrappers.proto", out FileDescriptorProto? file));
        Assert.Contains("package google.protobuf;", ProtoText.Print(file));
        Assert.Contains("message BytesValue {\n", ProtoText.Print(file));
        Assert.Contains("\n  bytes value = 1;\n", ProtoText.Print(file));
    }
}
