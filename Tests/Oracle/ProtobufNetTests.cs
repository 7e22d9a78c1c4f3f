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
    public void WrittenByUs_IsWhatProtobufNetWrites_AndReadsAsTheSame() =>
        OracleTests.Check(TestContext, Values.Everything, (message, coverage) =>
        {
            byte[] bytes = Wire.Write(message);
            coverage.Add(message, bytes.Length);
            byte[] expected = Wire.WriteByProtobufNet(message);
            if (!bytes.AsSpan().SequenceEqual(expected))
            {
                int at = bytes.AsSpan().CommonPrefixLength(expected);
                string? difference = Same.Difference(Wire.Read<Everything>(bytes), Wire.ReadByProtobufNet<Everything>(expected));
                Assert.Fail($"at {at}: {Around(bytes, at)}, protobuf-net {Around(expected, at)}; {difference}");
            }

            Assert.IsNull(Same.Difference(Wire.Read<Everything>(bytes), Wire.ReadByProtobufNet<Everything>(bytes)));
        });

    [TestMethod]
    public void WrittenByGoogle_ReadByProtobufNetAndUs_IsTheSame() =>
        OracleTests.Check(TestContext, Values.Everything, (message, coverage) =>
        {
            byte[] bytes = Mirror.ToGoogle(message, Peer.Everything.Descriptor).ToByteArray();
            coverage.Add(message, bytes.Length);
            Assert.IsNull(Same.Difference(Wire.Read<Everything>(bytes), Wire.ReadByProtobufNet<Everything>(bytes)));
        });

    private static string Around(byte[] bytes, int at)
    {
        int from = Math.Max(0, at - 8);
        return Convert.ToHexString(bytes.AsSpan(from, Math.Min(24, bytes.Length - from)));
    }
}
