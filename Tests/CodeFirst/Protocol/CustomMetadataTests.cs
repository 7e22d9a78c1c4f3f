using CodeFirst.Grpc;
using CodeFirst.Grpc.Protocol;

namespace Tests.CodeFirst.Protocol;

[TestClass]
public sealed class CustomMetadataTests
{
    [TestMethod]
    [DataRow(new byte[0], "")]
    [DataRow(new byte[] { 0xAB }, "qw")]
    [DataRow(new byte[] { 0xAB, 0xAB }, "q6s")]
    [DataRow(new byte[] { 0xAB, 0xAB, 0xAB }, "q6ur")]
    public void BinaryValue_AnyBytes_GoOutUnpaddedAndComeInEitherWay(byte[] bytes, string base64)
    {
        Assert.AreEqual(base64, CustomMetadata.HeaderValue(new Metadata.Entry("trace-bin", bytes)));
        CollectionAssert.AreEqual(bytes, Read("trace-bin", base64).Single().ValueBytes);
        CollectionAssert.AreEqual(bytes, Read("trace-bin", Convert.ToBase64String(bytes)).Single().ValueBytes);
    }

    [TestMethod]
    public void BinaryValue_JoinedWithCommas_IsTakenApartBeforeItIsDecoded()
    {
        Metadata metadata = Read("Trace-Bin", "qw,q6s=, q6ur");
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, metadata.Select(e => e.ValueBytes.Length).ToArray());
        Assert.AreEqual("trace-bin", metadata[0].Key);
    }

    [TestMethod]
    [DataRow("q")]
    [DataRow("q6ur!")]
    [DataRow("q w")]
    public void BinaryValue_NotBase64_IsInternalAndNamesTheHeader(string value)
    {
        RpcException error = Assert.ThrowsExactly<RpcException>(() => Read("trace-bin", value));
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
        Assert.Contains("trace-bin", error.Status.Detail);
    }

    [TestMethod]
    public void TextValue_WithCommas_StaysOneValue() => Assert.AreEqual("a, b", Read("note", "a, b").Single().Value);

    [TestMethod]
    [DataRow("grpc-status")]
    [DataRow("Grpc-Timeout")]
    [DataRow("content-type")]
    [DataRow("te")]
    [DataRow(":path")]
    public void ProtocolHeader_IsNotMetadata(string name) => Assert.IsEmpty(Read(name, "x"));

    [TestMethod]
    public void StatusDetails_AreMetadata() => Assert.HasCount(1, Read("grpc-status-details-bin", "qw"));

    private static Metadata Read(string name, string value)
    {
        var metadata = new Metadata();
        CustomMetadata.AddRequest(metadata, name, value);
        return metadata;
    }
}
