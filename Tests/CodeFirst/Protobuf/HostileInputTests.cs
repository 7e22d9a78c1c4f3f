using CodeFirst.Protobuf;
using Tests.CodeFirst.Protobuf.Generated;

namespace Tests.CodeFirst.Protobuf;

/// <summary>Bytes that are no message end in an error that names message and field.</summary>
[TestClass]
public class HostileInputTests
{
    [TestMethod]
    [DataRow("08", "tests.wire.Sample.int: the varint is cut short")]
    [DataRow("08 FF FF FF FF FF FF FF FF FF FF 01", "tests.wire.Sample.int: the varint is longer than 10 bytes")]
    [DataRow("20 FF FF FF FF FF FF FF FF FF 02", "tests.wire.Sample.u_long: the varint does not fit into 64 bits")]
    [DataRow("28 80 80 80 80 80 80 80 80 80 80 00", "tests.wire.Sample.bool: the varint is longer than 10 bytes")]
    [DataRow("18 80 80 80 80 80 80 80 80 80 7F", "tests.wire.Sample.long: the varint does not fit into 64 bits")]
    [DataRow("42 FF FF FF FF FF FF FF FF FF 01 61",
        "tests.wire.Sample.text: a length of 18446744073709551615 bytes runs past the end, 1 bytes away", DisplayName = "a length of -1")]
    [DataRow("62 80 80 80 80 F8 FF FF FF FF 01",
        "tests.wire.Sample.inner: a length of 18446744071562067968 bytes runs past the end, 0 bytes away",
        DisplayName = "a length of int.MinValue")]
    [DataRow("7A 80 80 80 80 08", "tests.wire.Sample.ints: a length of 2147483648 bytes runs past the end, 0 bytes away",
        DisplayName = "a length of int.MaxValue + 1")]
    [DataRow("8A 01 81 80 80 80 10 08", "tests.wire.Sample.inners: a length of 4294967297 bytes runs past the end, 1 bytes away",
        DisplayName = "a length of 2^32 + 1")]
    [DataRow("39 00 00 00 00 00 00 00", "tests.wire.Sample.double: 8 bytes were expected, 7 are left")]
    [DataRow("62 03 35 00 00 00 00", "tests.wire.Sample.inner: tests.wire.Sample.float: 4 bytes were expected, 2 are left",
        DisplayName = "a value that goes on after its message")]
    [DataRow("08 01 80", "tests.wire.Sample: the varint is cut short", DisplayName = "a tag that is cut short")]
    [DataRow("08 01 05", "tests.wire.Sample: a tag of 5 names no field: field numbers go from 1 to 536870911",
        DisplayName = "field number 0 with a wire type")]
    [DataRow("80 80 80 80 10 01", "tests.wire.Sample: a tag of 4294967296 names no field: field numbers go from 1 to 536870911",
        DisplayName = "a field number of 2^29")]
    [DataRow("A7 06", "tests.wire.Sample.#100: wire type 7 does not exist")]
    [DataRow("92 01 0A 00 00 00 00 00 00 00 00 00 00", "tests.wire.Sample.doubles: 8 bytes were expected, 2 are left",
        DisplayName = "packed, no multiple of eight bytes")]
    [DataRow("9A 01 07 00 00 00 00 00 00 00", "tests.wire.Sample.floats: 4 bytes were expected, 3 are left",
        DisplayName = "packed, no multiple of four bytes")]
    [DataRow("42 05 61", "tests.wire.Sample.text: a length of 5 bytes runs past the end, 1 bytes away")]
    [DataRow("4A FF FF FF FF FF FF FF FF 7F",
        "tests.wire.Sample.bytes: a length of 9223372036854775807 bytes runs past the end, 0 bytes away")]
    [DataRow("42 02 C3 28", "tests.wire.Sample.text: the string is not valid UTF-8")]
    [DataRow("35 00 00", "tests.wire.Sample.float: 4 bytes were expected, 2 are left")]
    [DataRow("62 03 62 01 08", "tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.int: the varint is cut short")]
    [DataRow("7A 02 01 80", "tests.wire.Sample.ints: the varint is cut short")]
    [DataRow("00", "tests.wire.Sample: a tag of 0 names no field: field numbers go from 1 to 536870911")]
    [DataRow("A3 06 08 01", "tests.wire.Sample.#100: the group is not closed")]
    [DataRow("A4 06", "tests.wire.Sample.#100: a group ends that was not opened")]
    [DataRow("A3 06 AC 06", "tests.wire.Sample.#100: a group ends that was not opened", DisplayName = "a group that ends as another")]
    [DataRow("A3 06 0A 05 61", "tests.wire.Sample.#100: a length of 5 bytes runs past the end, 1 bytes away",
        DisplayName = "a group's field that is cut short")]
    [DataRow("A6 06", "tests.wire.Sample.#100: wire type 6 does not exist")]
    public void Read_OfBrokenBytes_SaysWhatIsWrongAndWhere(string bytes, string message) =>
        Assert.AreEqual(message,
            Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(SerializerTests.Unhex(bytes))).Message);

    [TestMethod]
    [DataRow("82 01 02 C0 80", "tests.wire.Sample.texts", DisplayName = "two bytes for one")]
    [DataRow("42 03 ED A0 80", "tests.wire.Sample.text", DisplayName = "half of a surrogate pair")]
    [DataRow("72 04 F4 90 80 80", "tests.wire.Sample.optional_text", DisplayName = "beyond U+10FFFF")]
    [DataRow("62 03 42 01 80", "tests.wire.Sample.inner: tests.wire.Sample.text", DisplayName = "a byte that only continues")]
    public void Read_OfStringThatIsNoUtf8_NamesTheField(string bytes, string place) =>
        Assert.AreEqual($"{place}: the string is not valid UTF-8",
            Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(SerializerTests.Unhex(bytes))).Message);

    [TestMethod]
    [DataRow("42", DisplayName = "string")]
    [DataRow("4A", DisplayName = "byte[]")]
    [DataRow("52", DisplayName = "ReadOnlyMemory<byte>")]
    [DataRow("7A", DisplayName = "packed varints")]
    [DataRow("92 01", DisplayName = "packed doubles")]
    [DataRow("62", DisplayName = "message")]
    [DataRow("A2 06", DisplayName = "unknown")]
    public void Read_OfLengthThatNothingFollows_AllocatesNothingForIt(string tag)
    {
        byte[] bytes = SerializerTests.Unhex(tag + " FF FF FF FF 07 00 00 00");
        Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(bytes));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(bytes));
        Assert.IsLessThan(100_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow("78 05", DisplayName = "a list")]
    [DataRow("", DisplayName = "nothing")]
    public void Read_OfMessageThatOccursAgainAndAgain_TakesMemoryByItsLength(string again)
    {
        // A list of 100,000 that each occurrence would copy if merging copied.
        byte[] first = [0x62, 0xA4, 0x8D, 0x06, 0x7A, 0xA0, 0x8D, 0x06, .. new byte[100_000]];
        byte[] more = SerializerTests.Unhex(again);
        byte[] bytes = [.. first, .. Enumerable.Repeat<byte[]>([0x62, (byte)more.Length, .. more], 10_000).SelectMany(b => b)];

        long before = GC.GetAllocatedBytesForCurrentThread();
        Sample inner = SampleSerializer.Instance.Read(bytes).Inner!;
        Assert.IsLessThan(200L * bytes.Length, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.HasCount(100_000 + (10_000 * more.Length / 2), inner.Ints);
    }

    [TestMethod]
    public void Read_OfArrayThatOccursAgainAndAgain_IsRefusedBeforeItsCopiesAddUp()
    {
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([0x62, 3, 0x82, 0x01, 0], 10_000).SelectMany(b => b)];

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual(
            "tests.wire.Sample.inner: tests.wire.Sample.texts: "
                + "the message occurs again and again, and its arrays would be copied each time",
            Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Read(bytes)).Message);
        Assert.IsLessThan(1_000L * bytes.Length, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.HasCount(100, SampleSerializer.Instance.Read(bytes.AsSpan(0, 100 * 5)).Inner!.Texts);
    }

    [TestMethod]
    public void Read_OfMapKeysThatShareTheirHashCode_SpreadsThem()
    {
        // The hash code of a long is that of its halves combined by xor, and that of an int is the int.
        long[] longs = [.. Enumerable.Range(0, 10_000).Select(i => ((long)i << 32) | (uint)i)];
        int[] ints = [.. Enumerable.Range(0, 2_000).Select(i => i * 1_000_003)];
        var sent = new Event
        {
            Laps = longs.ToDictionary(k => k, _ => TimeSpan.Zero),
            Ends = ints.ToDictionary(k => k, _ => DateTime.UnixEpoch),
        };
        var lengths = new MessageLengths();
        byte[] bytes = new byte[EventSerializer.Instance.Measure(sent, lengths)];
        EventSerializer.Instance.Write(sent, bytes.Length, lengths, bytes);

        Event read = EventSerializer.Instance.Read(bytes);

        CollectionAssert.AreEquivalent(longs, read.Laps.Keys);
        CollectionAssert.AreEquivalent(ints, read.Ends.Keys);
        Assert.IsGreaterThan(9_900, longs.Select(read.Laps.Comparer.GetHashCode).Distinct().Count());
        Assert.IsGreaterThan(1_900, ints.Select(k => (uint)read.Ends.Comparer.GetHashCode(k) % 1_000_003).Distinct().Count());
    }

    [TestMethod]
    public void Read_OfGroupsNestedInGroups_StopsAtTheLimit() =>
        StringAssert.EndsWith(
            Assert.ThrowsExactly<ProtobufException>(() =>
                SampleSerializer.Instance.Read([.. Enumerable.Repeat(new byte[] { 0xA3, 0x06 }, 10_000).SelectMany(b => b)])).Message,
            "messages are nested deeper than 100");
}
