using System.Buffers;
using System.Text.Json;
using CodeFirst.Protobuf;
using Tests.CodeFirst.Protobuf.Generated;

namespace Tests.CodeFirst.Protobuf;

/// <summary>Each kind of field as literal bytes, written and read.</summary>
[TestClass]
public class SerializerTests
{
    public static IEnumerable<object[]> Encodings =>
    [
        Row("nothing set but the texts and bytes, which are not null", new Sample(), "42 00 4A 00 52 00"),
        Row("int", new Sample { Int = 150 }, "08 96 01 42 00 4A 00 52 00"),
        Row("negative int, sign-extended to ten bytes", new Sample { Int = -1 }, "08 FF FF FF FF FF FF FF FF FF 01 42 00 4A 00 52 00"),
        Row("largest uint", new Sample { UInt = uint.MaxValue }, "10 FF FF FF FF 0F 42 00 4A 00 52 00"),
        Row("smallest long", new Sample { Long = long.MinValue }, "18 80 80 80 80 80 80 80 80 80 01 42 00 4A 00 52 00"),
        Row("largest ulong", new Sample { ULong = ulong.MaxValue }, "20 FF FF FF FF FF FF FF FF FF 01 42 00 4A 00 52 00"),
        Row("bool", new Sample { Bool = true }, "28 01 42 00 4A 00 52 00"),
        Row("float", new Sample { Float = 1.5f }, "35 00 00 C0 3F 42 00 4A 00 52 00"),
        Row("negative zero is the default, as it is to protobuf-net", new Sample { Double = -0.0 }, "42 00 4A 00 52 00"),
        Row("text in UTF-8", new Sample { Text = "é☺😈" }, "42 09 C3 A9 E2 98 BA F0 9F 98 88 4A 00 52 00"),
        Row("bytes", new Sample { Bytes = [0, 255] }, "42 00 4A 02 00 FF 52 00"),
        Row("memory", new Sample { Memory = new byte[] { 7 } }, "42 00 4A 00 52 01 07"),
        Row("enum", new Sample { Colour = Colour.Red }, "42 00 4A 00 52 00 58 01"),
        Row("negative enum", new Sample { Colour = Colour.Infrared }, "42 00 4A 00 52 00 58 FF FF FF FF FF FF FF FF FF 01"),
        Row("message set but empty", new Sample { Inner = new() }, "42 00 4A 00 52 00 62 06 42 00 4A 00 52 00"),
        Row("messages nested in messages", new Sample { Inner = new() { Inner = new() { Int = 1 }, Text = "a" } },
            "42 00 4A 00 52 00 62 11 42 01 61 4A 00 52 00 62 08 08 01 42 00 4A 00 52 00"),
        Row("optional that is 0", new Sample { OptionalInt = 0 }, "42 00 4A 00 52 00 68 00"),
        Row("optional text that is empty", new Sample { OptionalText = "" }, "42 00 4A 00 52 00 72 00"),
        Row("numbers", new Sample { Ints = [1, 300, 0] }, "42 00 4A 00 52 00 78 01 78 AC 02 78 00"),
        Row("doubles in an array", new Sample { Doubles = [1, -0.0] },
            "42 00 4A 00 52 00 91 01 00 00 00 00 00 00 F0 3F 91 01 00 00 00 00 00 00 00 80"),
        Row("floats", new Sample { Floats = [0, 1.5f] }, "42 00 4A 00 52 00 9D 01 00 00 00 00 9D 01 00 00 C0 3F"),
        Row("texts, an empty one too", new Sample { Texts = ["a", ""] }, "42 00 4A 00 52 00 82 01 01 61 82 01 00"),
        Row("messages, an empty one too", new Sample { Inners = [new() { Int = 1 }, new()] },
            "42 00 4A 00 52 00 8A 01 08 08 01 42 00 4A 00 52 00 8A 01 06 42 00 4A 00 52 00"),
    ];

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public void Write_OfField_GivesBytesAsProtobufNetDoes(string name, object message, string bytes)
    {
        Assert.AreEqual(bytes, Hex(Write((Sample)message)), name);
        using var witness = new MemoryStream();
        ProtoBuf.Serializer.Serialize(witness, (Sample)message);
        Assert.AreEqual(bytes, Hex(witness.ToArray()), name + ", written by protobuf-net");
    }

    [TestMethod]
    public void Write_OfADerivedClass_IsRefusedAsProtobufNetDoes()
    {
        Assert.AreEqual("08 04", Hex(ShapeSerializer.Instance.ToArray(new Shape { Sides = 4 })));
        Assert.ThrowsExactly<InvalidOperationException>(() => ProtoBuf.Serializer.Serialize<Shape>(Stream.Null, new Square { Sides = 4 }));
        ProtobufException error = Assert.ThrowsExactly<ProtobufException>(() => ShapeSerializer.Instance.ToArray(new Square { Sides = 4 }));
        StringAssert.Contains(error.Message, nameof(Square));
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public void Read_OfBytes_GivesField(string name, object message, string bytes)
    {
        Sample read = SampleSerializer.Instance.Read(Unhex(bytes));

        var expected = (Sample)message;
        if (expected.Double == 0)
        {
            // Negative zero is not on the wire.
            expected.Double = 0;
        }

        Assert.AreEqual(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(read), name);
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public void Write_ToSmallPieces_GivesTheSameBytes(string name, object message, string bytes)
    {
        var lengths = new MessageLengths();
        int length = SampleSerializer.Instance.Measure((Sample)message, lengths);
        var output = new Pieces();

        SampleSerializer.Instance.Write((Sample)message, length, lengths, output);

        Assert.AreEqual(bytes, Hex(output.Written), name);
    }

    [TestMethod]
    public void Read_OfNothing_GivesDefaultsAndNoNulls()
    {
        Sample read = SampleSerializer.Instance.Read([]);

        Assert.AreEqual("", read.Text);
        Assert.IsEmpty(read.Bytes);
        Assert.IsEmpty(read.Ints);
        Assert.IsEmpty(read.Texts);
        Assert.IsNull(read.Inner);
        Assert.IsNull(read.OptionalInt);
        Assert.IsNull(read.OptionalText);
    }

    [TestMethod]
    public void Read_OfUnpackedAndPackedNumbers_TakesBoth() =>
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, SampleSerializer.Instance.Read(Unhex("78 01 7A 01 02 78 03")).Ints);

    [TestMethod]
    public void Read_OfFieldThatOccursTwice_TakesTheLast() =>
        Assert.AreEqual(2, SampleSerializer.Instance.Read(Unhex("08 01 08 02")).Int);

    [TestMethod]
    public void Read_OfMessageThatOccursTwice_Merges()
    {
        Sample inner = SampleSerializer.Instance.Read(Unhex("62 04 08 01 78 05 62 05 42 01 61 78 06")).Inner!;

        Assert.AreEqual(1, inner.Int);
        Assert.AreEqual("a", inner.Text);
        CollectionAssert.AreEqual(new[] { 5, 6 }, inner.Ints);
    }

    [TestMethod]
    [DataRow("A0 06 01", DisplayName = "varint")]
    [DataRow("A1 06 01 02 03 04 05 06 07 08", DisplayName = "fixed64")]
    [DataRow("A2 06 02 FF FF", DisplayName = "length-delimited")]
    [DataRow("A3 06 A3 06 A4 06 08 05 A4 06", DisplayName = "groups in groups")]
    [DataRow("A5 06 01 02 03 04", DisplayName = "fixed32")]
    public void Read_OfUnknownField_SkipsIt(string unknown) =>
        Assert.AreEqual(7, SampleSerializer.Instance.Read(Unhex(unknown + " 08 07")).Int);

    [TestMethod]
    public void Write_OfMessageChangedSinceMeasured_Throws()
    {
        var message = new Sample { Text = "a", Inner = new() };
        var lengths = new MessageLengths();
        int length = SampleSerializer.Instance.Measure(message, lengths);
        message.Text = "longer";

        ProtobufException e =
            Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Write(message, length, lengths, new byte[100]));
        Assert.AreEqual("tests.wire.Sample: the message was changed while it was being written", e.Message);
    }

    [TestMethod]
    public void Measure_OfUnpairedSurrogate_Throws() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<ProtobufException>(() => Write(new Sample { Text = "a\uD800" })).Message,
            "tests.wire.Sample.text: the string has an unpaired surrogate at index 1");

    [TestMethod]
    public void Measure_OfNestedMessageThatCannotBeWritten_NamesTheWayToIt()
    {
        var lengths = new MessageLengths();
        Sample broken = new() { Inners = [new(), new() { Inner = new() { Text = "\uD800" } }] };
        Assert.StartsWith(
            "tests.wire.Sample.inners: tests.wire.Sample.inner: tests.wire.Sample.text: the string has an unpaired surrogate at index 0",
            Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Measure(broken, lengths)).Message);
        Assert.AreEqual(14, SampleSerializer.Instance.Measure(new Sample { Inner = new() }, lengths),
            "what is measured next is not the worse for it");
    }

    [TestMethod]
    public void Measure_OfNullInList_Throws() =>
        StringAssert.Contains(
            Assert.ThrowsExactly<ProtobufException>(() => Write(new Sample { Texts = [null!] })).Message,
            "tests.wire.Sample: 'texts' has an element that is null");

    internal static byte[] Write(Sample message)
    {
        var lengths = new MessageLengths();
        byte[] bytes = new byte[SampleSerializer.Instance.Measure(message, lengths)];
        SampleSerializer.Instance.Write(message, bytes.Length, lengths, bytes);
        return bytes;
    }

    internal static byte[] Unhex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static string Hex(ReadOnlySpan<byte> bytes) => string.Join(' ', bytes.ToArray().Select(b => b.ToString("X2", null)));

    private static object[] Row(string name, Sample message, string bytes) => [name, message, bytes];

    /// <summary>Gives the least room that is asked for, so that every boundary falls between two writes.</summary>
    private sealed class Pieces : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _all = new();
        private byte[] _piece = [];

        public ReadOnlySpan<byte> Written => _all.WrittenSpan;

        public void Advance(int count) => _all.Write(_piece.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _piece = new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
