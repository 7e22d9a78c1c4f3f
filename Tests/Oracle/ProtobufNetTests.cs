using Google.Protobuf;
using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>The second witness: protobuf-net's own model of the contract's classes.</summary>
[TestClass]
public sealed class ProtobufNetTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>Byte for byte: who reads what protobuf-net writes reads what we write.</summary>
    [TestMethod]
    public void WrittenByUs_IsWhatProtobufNetWrites_AndReadsAsTheSame() => OracleTests.Check(TestContext, Values.Everything, (message, coverage) =>
    {
        byte[] bytes = Wire.Write(message);
        coverage.Add(message, bytes.Length);
        byte[] expected = Wire.WriteByProtobufNet(message);
        if (!bytes.AsSpan().SequenceEqual(expected))
        {
            int at = bytes.AsSpan().CommonPrefixLength(expected);
            Assert.Fail($"at {at}: {Convert.ToHexString(bytes.AsSpan(Math.Max(0, at - 8), Math.Min(24, bytes.Length - Math.Max(0, at - 8))))}, protobuf-net {Convert.ToHexString(expected.AsSpan(Math.Max(0, at - 8), Math.Min(24, expected.Length - Math.Max(0, at - 8))))}; {Same.Difference(Wire.Read<Everything>(bytes), Wire.ReadByProtobufNet<Everything>(expected))}");
        }

        Assert.IsNull(Same.Difference(Wire.Read<Everything>(bytes), Wire.ReadByProtobufNet<Everything>(bytes)));
    });

    [TestMethod]
    public void WrittenByGoogle_ReadByProtobufNetAndUs_IsTheSame() => OracleTests.Check(TestContext, Values.Everything, (message, coverage) =>
    {
        byte[] bytes = Mirror.ToGoogle(message, Peer.Everything.Descriptor).ToByteArray();
        coverage.Add(message, bytes.Length);
        Assert.IsNull(Same.Difference(Wire.Read<Everything>(bytes), Wire.ReadByProtobufNet<Everything>(bytes)));
    });
}
