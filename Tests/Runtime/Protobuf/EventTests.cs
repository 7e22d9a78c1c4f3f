using CodeFirst.Protobuf;
using Tests.Runtime.Protobuf.Generated;

namespace Tests.Runtime.Protobuf;

/// <summary>Maps, oneofs, times and records as literal bytes, written and read.</summary>
[TestClass]
public class EventTests
{
    public static IEnumerable<object[]> Encodings =>
    [
        Row("the epoch, set but empty", new Event { At = DateTime.UnixEpoch }, "0A 00"),
        Row("one tick before the epoch counts forward from the second before", new Event { At = DateTime.UnixEpoch.AddTicks(-1) }, "0A 11 08 FF FF FF FF FF FF FF FF FF 01 10 9C 93 EB DC 03"),
        Row("a time with a fraction", new Event { Seen = new DateTimeOffset(1970, 1, 1, 0, 0, 1, 500, TimeSpan.Zero) }, "12 08 08 01 10 80 CA B5 EE 01"),
        Row("a negative duration has two negative fields", new Event { Took = TimeSpan.FromSeconds(-1.5) }, "1A 16 08 FF FF FF FF FF FF FF FF FF 01 10 80 B6 CA 91 FE FF FF FF FF 01"),
        Row("a map writes defaults too", new Event { Counts = new() { [""] = 0 } }, "22 04 0A 00 10 00"),
        Row("a map of messages", new Event { Points = new() { [2] = new Point(1, 0) } }, "2A 06 08 02 12 02 08 01"),
        Row("a map of durations", new Event { Laps = new() { [1] = TimeSpan.FromSeconds(1) } }, "42 06 08 01 12 02 08 01"),
        Row("a oneof's text that is empty", new Event { Name = "" }, "32 00"),
        Row("a oneof's message", new Event { Place = new Point(0, 3) }, "3A 02 10 03"),
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
        Assert.AreEqual(new DateTimeOffset(DateTime.UnixEpoch.AddSeconds(2)), read.Seen);
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
    [DataRow("22 03 0A 05 61", "tests.wire.Event.counts: a length of 5 bytes runs past the end, 1 bytes away")]
    [DataRow("2A 04 12 02 08 80", "tests.wire.Event.points: tests.wire.Point.x: the varint is cut short")]
    [DataRow("0A 02 08 80", "tests.wire.Event.at: the varint is cut short")]
    [DataRow("0A 02 10 FF", "tests.wire.Event.at: the varint is cut short")]
    [DataRow("0A 07 08 80 80 80 80 80 40", "tests.wire.Event.at: a timestamp of 2199023255552 s and 0 ns lies outside the years 1 to 9999")]
    [DataRow("1A 0D 08 01 10 FF FF FF FF FF FF FF FF FF 01", "tests.wire.Event.took: a duration of 1 s and -1 ns is beyond 10,000 years or of two signs")]
    public void Read_OfBrokenBytes_NamesTheField(string bytes, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ProtobufException>(() => EventSerializer.Instance.Read(SerializerTests.Unhex(bytes))).Message);

    private static string Write(Event message)
    {
        var lengths = new MessageLengths();
        byte[] bytes = new byte[EventSerializer.Instance.Measure(message, lengths)];
        EventSerializer.Instance.Write(message, bytes.Length, lengths, bytes);
        return string.Join(' ', bytes.Select(b => b.ToString("X2", null)));
    }

    private static object[] Row(string name, Event message, string bytes) => [name, message, bytes];
}
