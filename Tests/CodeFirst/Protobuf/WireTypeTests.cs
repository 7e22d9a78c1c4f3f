using CodeFirst.Protobuf;
using Tests.CodeFirst.Protobuf.Generated;

namespace Tests.CodeFirst.Protobuf;

/// <summary>A field that is known and comes with another wire type than its own is an error that says which came.</summary>
[TestClass]
public class WireTypeTests
{
    // Each payload is whole, so that skipping it would succeed.
    private static readonly (int Type, byte[] Payload, string Name)[] WireTypes =
    [
        (0, [1], "a varint (wire type 0)"),
        (1, new byte[8], "eight bytes (wire type 1)"),
        (2, [0], "a length and bytes (wire type 2)"),
        (3, [], "the start of a group (wire type 3)"),
        (4, [], "the end of a group (wire type 4)"),
        (5, new byte[4], "four bytes (wire type 5)"),
        (6, [], "wire type 6, which does not exist"),
        (7, [], "wire type 7, which does not exist"),
    ];

    [TestMethod]
    [DataRow(1, "int", 0)]
    [DataRow(2, "u_int", 0)]
    [DataRow(3, "long", 0)]
    [DataRow(4, "u_long", 0)]
    [DataRow(5, "bool", 0)]
    [DataRow(6, "float", 5)]
    [DataRow(7, "double", 1)]
    [DataRow(8, "text", 2)]
    [DataRow(9, "bytes", 2)]
    [DataRow(10, "memory", 2)]
    [DataRow(11, "colour", 0)]
    [DataRow(12, "inner", 2)]
    [DataRow(13, "optional_int", 0)]
    [DataRow(14, "optional_text", 2)]
    [DataRow(15, "ints", 0, true)]
    [DataRow(16, "texts", 2)]
    [DataRow(17, "inners", 2)]
    [DataRow(18, "doubles", 1, true)]
    [DataRow(19, "floats", 5, true)]
    public void Read_OfFieldWithWrongWireType_NamesFieldAndTypes(int number, string name, int own, bool packed = false)
    {
        foreach ((int type, byte[] payload, string came) in WireTypes)
        {
            byte[] field = Field(number, type, payload);
            if (type == own || (packed && type == 2))
            {
                Assert.IsNotNull(SampleSerializer.Instance.Read(field), $"{name} as {came}");
                continue;
            }

            Assert.AreEqual(
                $"tests.wire.Sample.{name}: came as {came}, expected was {WireTypes[own].Name}{(packed ? " or packed" : "")}",
                Error(() => SampleSerializer.Instance.Read(field)));
        }
    }

    [TestMethod]
    [DataRow(1, "at", 2)]
    [DataRow(2, "seen", 2)]
    [DataRow(3, "took", 2)]
    [DataRow(4, "counts", 2)]
    [DataRow(5, "points", 2)]
    [DataRow(6, "name", 2)]
    [DataRow(7, "place", 2)]
    [DataRow(8, "laps", 2)]
    [DataRow(9, "ends", 2)]
    [DataRow(10, "cause", 2)]
    public void Read_OfTimeMapOrOneofWithWrongWireType_NamesFieldAndTypes(int number, string name, int own)
    {
        foreach ((int type, byte[] payload, string came) in WireTypes.Where(t => t.Type != own))
        {
            Assert.AreEqual(
                $"tests.wire.Event.{name}: came as {came}, expected was {WireTypes[own].Name}",
                Error(() => EventSerializer.Instance.Read(Field(number, type, payload))));
        }
    }

    [TestMethod]
    [DataRow("22 02 08 01", "counts: its part 1 came as a varint (wire type 0), expected was a length and bytes (wire type 2)",
        DisplayName = "key of a map")]
    [DataRow("22 05 15 00 00 00 00", "counts: its part 2 came as four bytes (wire type 5), expected was a varint (wire type 0)",
        DisplayName = "value of a map")]
    [DataRow("2A 02 10 01", "points: its part 2 came as a varint (wire type 0), expected was a length and bytes (wire type 2)",
        DisplayName = "message that is the value of a map")]
    [DataRow("2A 04 12 02 0A 00",
        "points: tests.wire.Point.x: came as a length and bytes (wire type 2), expected was a varint (wire type 0)",
        DisplayName = "field of a map's message")]
    [DataRow("0A 05 0D 00 00 00 00", "at: its part 1 came as four bytes (wire type 5), expected was a varint (wire type 0)",
        DisplayName = "seconds of a timestamp")]
    [DataRow("1A 02 12 00", "took: its part 2 came as a length and bytes (wire type 2), expected was a varint (wire type 0)",
        DisplayName = "nanos of a duration")]
    [DataRow("42 04 12 02 12 00", "laps: its part 2 came as a length and bytes (wire type 2), expected was a varint (wire type 0)",
        DisplayName = "nanos of a duration in a map")]
    public void Read_OfPartWithWrongWireType_NamesTheField(string bytes, string message) =>
        Assert.AreEqual("tests.wire.Event." + message, Error(() => EventSerializer.Instance.Read(SerializerTests.Unhex(bytes))));

    [TestMethod]
    public void Read_OfGroupThatIsUnknown_DoesNotTakeItsFieldsForTheMessages() =>
        Assert.AreEqual(7, SampleSerializer.Instance.Read(SerializerTests.Unhex("A3 06 0A 01 61 A4 06 08 07")).Int);

    private static string Error(Action read) => Assert.ThrowsExactly<ProtobufException>(read).Message;

    private static byte[] Field(int number, int type, byte[] payload)
    {
        int tag = (number << 3) | type;
        byte[] start = tag < 0x80 ? [(byte)tag] : [(byte)(tag | 0x80), (byte)(tag >> 7)];

        // A group is closed at once.
        return type == 3 ? [.. start, (byte)(start[0] + 1), .. start[1..]] : [.. start, .. payload];
    }
}
