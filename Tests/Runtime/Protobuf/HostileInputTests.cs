using CodeFirst.Protobuf;
using Tests.Runtime.Protobuf.Generated;

namespace Tests.Runtime.Protobuf;

/// <summary>Bytes that are no message end in an error that names message and field.</summary>
[TestClass]
public class HostileInputTests
{
    [TestMethod]
    [DataRow("08", "tests.wire.Sample.int: the varint is cut short")]
    [DataRow("08 FF FF FF FF FF FF FF FF FF FF 01", "tests.wire.Sample.int: the varint is longer than 10 bytes")]
    [DataRow("42 05 61", "tests.wire.Sample.text: a length of 5 bytes runs past the end, 1 bytes away")]
    [DataRow("4A FF FF FF FF FF FF FF FF 7F", "tests.wire.Sample.bytes: a length of 9223372036854775807 bytes runs past the end, 0 bytes away")]
    [DataRow("42 02 C3 28", "tests.wire.Sample.text: the string is not valid UTF-8")]
    [DataRow("35 00 00", "tests.wire.Sample.float: 4 bytes were expected, 2 are left")]
    [DataRow("62 03 62 01 08", "tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.int: the varint is cut short")]
    [DataRow("7A 02 01 80", "tests.wire.Sample.ints: the varint is cut short")]
    [DataRow("00", "tests.wire.Sample: a tag of 0 names no field: field numbers go from 1 to 536870911")]
    [DataRow("A3 06 08 01", "tests.wire.Sample.int: the group 100 is not closed")]
    [DataRow("A4 06", "tests.wire.Sample.#100: a group ends that was not opened")]
    [DataRow("A6 06", "tests.wire.Sample.#100: wire type 6 does not exist")]
    public void Read_OfBrokenBytes_SaysWhatIsWrongAndWhere(string bytes, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(SerializerTests.Unhex(bytes))).Message);

    [TestMethod]
    [DataRow(100, true)]
    [DataRow(101, false)]
    [DataRow(10_000, false)]
    public void Read_OfNestedMessages_StopsAtTheLimit(int depth, bool allowed)
    {
        // Message fields, each as long as what it holds, built from the innermost out.
        byte[] bytes = [];
        for (int i = 0; i < depth; i++)
        {
            var length = new List<byte>();
            for (int rest = bytes.Length; ; rest >>= 7)
            {
                length.Add((byte)(rest > 0x7F ? rest | 0x80 : rest));
                if (rest <= 0x7F)
                {
                    break;
                }
            }

            bytes = [0x62, .. length, .. bytes];
        }

        if (allowed)
        {
            Assert.IsNotNull(SampleSerializer.Instance.Read(bytes).Inner);
        }
        else
        {
            StringAssert.EndsWith(Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(bytes)).Message, "messages are nested deeper than 100");
        }
    }

    [TestMethod]
    public void Read_OfGroupsNestedInGroups_StopsAtTheLimit() =>
        StringAssert.EndsWith(
            Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read([.. Enumerable.Repeat(new byte[] { 0xA3, 0x06 }, 10_000).SelectMany(b => b)])).Message,
            "messages are nested deeper than 100");

    [TestMethod]
    public void Read_OfMutatedMessages_EndsInAMessageOrAProtobufException()
    {
        var random = new Random(20261122);
        byte[] valid = SerializerTests.Write(new Sample
        {
            Int = -5, Long = 1L << 40, Float = 1, Double = 2, Text = "text", Bytes = [1, 2, 3], OptionalText = "",
            Inner = new() { Ints = [1, 2, 300], Inners = [new() { Text = "x" }] }, Texts = ["a", "b"],
        });
        int errors = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] bytes = valid[..random.Next(valid.Length + 1)];
            for (int flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                SampleSerializer.Instance.Read(bytes);
            }
            catch (ProtobufException)
            {
                errors++;
            }
        }

        Assert.IsGreaterThan(1_000, errors, "almost nothing was refused, so the mutations prove nothing");
    }
}
