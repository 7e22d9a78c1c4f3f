using CodeFirst.Protobuf;
using Tests.CodeFirst.Protobuf.Generated;

namespace Tests.CodeFirst.Protobuf;

/// <summary>Maps, oneofs, times and records as literal bytes, written and read.</summary>
[TestClass]
public class EventTests
{
    public static IEnumerable<object[]> Encodings =>
    [
        Row("the epoch, set but empty", new Event { At = DateTime.UnixEpoch }, "0A 00"),
        Row("one tick before the epoch counts forward from the second before", new Event { At = DateTime.UnixEpoch.AddTicks(-1) },
            "0A 11 08 FF FF FF FF FF FF FF FF FF 01 10 9C 93 EB DC 03"),
        Row("a time with a fraction", new Event { Seen = DateTime.UnixEpoch.AddSeconds(1.5) },
            "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 12 08 08 01 10 80 CA B5 EE 01"),
        Row("a negative duration has two negative fields", new Event { Took = TimeSpan.FromSeconds(-1.5) },
            "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 1A 16 08 FF FF FF FF FF FF FF FF FF 01 10 80 B6 CA 91 FE FF FF FF FF 01"),
        Row("a map of defaults", new Event { Counts = new() { [""] = 0 } }, "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 22 02 0A 00"),
        Row("a map of messages", new Event { Points = new() { [2] = new Point(1, 0) } },
            "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 2A 06 08 02 12 02 08 01"),
        Row("a map of durations", new Event { Laps = new() { [1] = TimeSpan.FromSeconds(1) } },
            "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 42 06 08 01 12 02 08 01"),
        Row("a oneof's text that is empty", new Event { Name = "" }, "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 32 00"),
        Row("a oneof's message", new Event { Place = new Point(0, 3) }, "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 3A 02 10 03"),
    ];

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public void Event_WrittenAndRead_KeepsBytes(string name, object message, string bytes)
    {
        Assert.AreEqual(bytes, Write((Event)message), name);
        Assert.AreEqual(bytes, Write(EventSerializer.Instance.Read(SerializerTests.Unhex(bytes))), name + ", read and written again");
    }

    [TestMethod]
    public void Read_OfTimes_GivesUtc()
    {
        Event read = EventSerializer.Instance.Read(SerializerTests.Unhex("0A 02 08 01 12 02 08 02"));

        Assert.AreEqual(DateTimeKind.Utc, read.At.Kind);
        Assert.AreEqual(DateTime.UnixEpoch.AddSeconds(1), read.At);
        Assert.AreEqual(DateTime.UnixEpoch.AddSeconds(2), read.Seen);
    }

    [TestMethod]
    public void Write_OfLocalTime_ConvertsToUtc()
    {
        DateTime utc = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

        Assert.AreEqual(Write(new Event { At = utc }), Write(new Event { At = utc.ToLocalTime() }));
    }

    [TestMethod]
    public void Read_OfOneofWithTwoMembers_KeepsTheLast()
    {
        Event read = EventSerializer.Instance.Read(SerializerTests.Unhex("32 01 61 3A 02 10 03"));

        Assert.IsNull(read.Name);
        Assert.AreEqual(new Point(0, 3), read.Place);
    }

    [TestMethod]
    public void Write_OfOneofWithTwoMembers_Throws() => Assert.AreEqual(
        "tests.wire.Event: the oneof 'kind' has more than one member set",
        Assert.ThrowsExactly<ProtobufException>(() => Write(new Event { Name = "", Place = new Point(1, 2) })).Message);

    [TestMethod]
    public void Read_OfMapEntries_TakesTheLastOfAKeyAndDefaultsForWhatIsAbsent()
    {
        Event read = EventSerializer.Instance.Read(SerializerTests.Unhex("22 05 0A 01 61 10 01 22 05 0A 01 61 10 02 22 00 2A 02 08 07"));

        CollectionAssert.AreEquivalent(new Dictionary<string, int> { ["a"] = 2, [""] = 0 }, read.Counts);
        Assert.AreEqual(new Point(0, 0), read.Points[7]);
    }

    [TestMethod]
    public void Read_OfMapEntryWithPartsThatOccurTwice_TakesTheLastAndMergesMessages()
    {
        Event read = EventSerializer.Instance.Read(
            SerializerTests.Unhex("22 0A 0A 01 61 10 01 0A 01 62 10 02 2A 0A 12 02 08 01 08 07 12 02 10 02"));

        CollectionAssert.AreEquivalent(new Dictionary<string, int> { ["b"] = 2 }, read.Counts);
        Assert.AreEqual(new Point(1, 2), read.Points[7]);
    }

    [TestMethod]
    [DataRow("4A 02 08 07", 0, DisplayName = "no value")]
    [DataRow("4A 04 08 07 12 00", 0, DisplayName = "an empty value")]
    [DataRow("4A 0A 08 07 12 02 08 01 12 02 08 02", 2, DisplayName = "two values")]
    public void Read_OfMapEntryOfTime_CountsFrom1970(string bytes, int seconds) =>
        Assert.AreEqual(DateTime.UnixEpoch.AddSeconds(seconds), EventSerializer.Instance.Read(SerializerTests.Unhex(bytes)).Ends[7]);

    [TestMethod]
    public void Read_OfMessageThatOccursTwice_MergesATimeOfTheSecondAlone() =>
        Assert.AreEqual(
            DateTime.UnixEpoch.AddSeconds(0.5),
            EventSerializer.Instance.Read(SerializerTests.Unhex("52 02 32 00 52 08 0A 06 10 80 CA B5 EE 01")).Cause!.At);

    [TestMethod]
    [DataRow("18 05", DisplayName = "varint")]
    [DataRow("1B 08 01 0A 00 1C", DisplayName = "a group of what would be key and value")]
    [DataRow("A2 06 01 00", DisplayName = "length-delimited, a number of two bytes")]
    public void Read_OfMapEntryWithUnknownField_SkipsIt(string unknown)
    {
        byte[] entry = SerializerTests.Unhex("0A 01 61 " + unknown + " 10 01");

        CollectionAssert.AreEquivalent(new Dictionary<string, int> { ["a"] = 1 },
            EventSerializer.Instance.Read([0x22, (byte)entry.Length, .. entry]).Counts);
    }

    [TestMethod]
    public void Read_OfTimesOfTheirWholeRange_GivesThem()
    {
        Event read = EventSerializer.Instance.Read(SerializerTests.Unhex(
            "0A 0B 08 80 92 B8 C3 98 FE FF FF FF 01 12 0D 08 FF 82 D1 FF AF 07 10 FF 93 EB DC 03 1A 07 08 80 BC AE CE 97 09"));

        Assert.AreEqual(DateTime.MinValue, read.At);
        Assert.AreEqual(DateTime.MaxValue, read.Seen);
        Assert.AreEqual(TimeSpan.FromSeconds(315_576_000_000), read.Took);
    }

    [TestMethod]
    [DataRow("22 03 0A 05 61", "tests.wire.Event.counts: a length of 5 bytes runs past the end, 1 bytes away")]
    [DataRow("2A 04 12 02 08 80", "tests.wire.Event.points: tests.wire.Point.x: the varint is cut short")]
    [DataRow("0A 02 08 80", "tests.wire.Event.at: the varint is cut short")]
    [DataRow("0A 02 10 FF", "tests.wire.Event.at: the varint is cut short")]
    [DataRow("0A 07 08 80 80 80 80 80 40", "tests.wire.Event.at: a timestamp of 2199023255552 s and 0 ns lies outside the years 1 to 9999")]
    [DataRow("22 06 0A 02 C3 28 10 01", "tests.wire.Event.counts: the string is not valid UTF-8")]
    [DataRow("22 02 10 80", "tests.wire.Event.counts: the varint is cut short")]
    [DataRow("22 02 00 00", "tests.wire.Event.counts: a tag of 0 names no field: field numbers go from 1 to 536870911")]
    [DataRow("22 02 18 80", "tests.wire.Event.counts: the varint is cut short", DisplayName = "an entry's unknown field, cut short")]
    [DataRow("22 01 1C", "tests.wire.Event.counts: a group ends that was not opened")]
    [DataRow("42 04 08 01 12 03 08 01", "tests.wire.Event.laps: a length of 3 bytes runs past the end, 0 bytes away")]
    [DataRow("42 18 12 16 08 80 80 80 80 80 80 80 80 80 01 10 80 80 80 80 F8 FF FF FF FF 01",
        "tests.wire.Event.laps: a duration of -9223372036854775808 s and -2147483648 ns is longer than a TimeSpan")]
    [DataRow("0A 0B 08 FF 91 B8 C3 98 FE FF FF FF 01",
        "tests.wire.Event.at: a timestamp of -62135596801 s and 0 ns lies outside the years 1 to 9999")]
    [DataRow("12 07 08 80 83 D1 FF AF 07",
        "tests.wire.Event.seen: a timestamp of 253402300800 s and 0 ns lies outside the years 1 to 9999")]
    [DataRow("0A 06 10 80 94 EB DC 03", "tests.wire.Event.at: a timestamp of 0 s and 1000000000 ns lies outside the years 1 to 9999")]
    [DataRow("0A 0B 10 FF FF FF FF FF FF FF FF FF 01",
        "tests.wire.Event.at: a timestamp of 0 s and -1 ns lies outside the years 1 to 9999")]
    public void Read_OfBrokenBytes_NamesTheField(string bytes, string message) =>
        Assert.AreEqual(message,
            Assert.ThrowsExactly<ProtobufException>(() => EventSerializer.Instance.Read(SerializerTests.Unhex(bytes))).Message);

    private static string Write(Event message)
    {
        var lengths = new MessageLengths();
        byte[] bytes = new byte[EventSerializer.Instance.Measure(message, lengths)];
        EventSerializer.Instance.Write(message, bytes.Length, lengths, bytes);
        return string.Join(' ', bytes.Select(b => b.ToString("X2", null)));
    }

    private static object[] Row(string name, Event message, string bytes) => [name, message, bytes];
}
