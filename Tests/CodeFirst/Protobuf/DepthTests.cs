using CodeFirst.Protobuf;
using Tests.CodeFirst.Protobuf.Generated;

namespace Tests.CodeFirst.Protobuf;

/// <summary>Messages are written as deep as they are read, and no deeper; what is deeper is named by message and field.</summary>
[TestClass]
public sealed class DepthTests
{
    [TestMethod]
    public void Write_AsDeepAsReadersTake_ReadsBack()
    {
        Sample? read = SampleSerializer.Instance.Read(SampleSerializer.Instance.ToArray(Nested(ProtoReader.MaxDepth)));
        int depth = 0;
        for (; read.Inner is not null; read = read.Inner)
        {
            depth++;
        }

        Assert.AreEqual(ProtoReader.MaxDepth, depth);
    }

    [TestMethod]
    public void Write_OneDeeper_IsAnErrorThatNamesMessagesAndFieldsAtEitherEnd() => AssertTooDeep(
        "tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: (93 more): "
        + "tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: "
        + "messages are nested deeper than 100; does one hold itself?",
        () => SampleSerializer.Instance.ToArray(Nested(ProtoReader.MaxDepth + 1)));

    [TestMethod]
    public void Write_OfAnElementThatIsTooDeep_NamesItsList() => AssertTooDeep(
        "tests.wire.Sample.inner: tests.wire.Sample.inners: messages are nested deeper than 100; does one hold itself?",
        () => SampleSerializer.Instance.ToArray(Nested(ProtoReader.MaxDepth, new Sample { Inners = [new()] })));

    [TestMethod]
    public void Write_OfAMapsValueThatIsTooDeep_NamesTheMap()
    {
        Event sent = new() { Points = new() { [1] = new Point(1, 2) } };
        for (int i = 0; i < ProtoReader.MaxDepth; i++)
        {
            sent = new Event { Cause = sent };
        }

        AssertTooDeep(
            "tests.wire.Event.cause: tests.wire.Event.points: messages are nested deeper than 100; does one hold itself?",
            () => EventSerializer.Instance.ToArray(sent));
    }

    [TestMethod]
    [DataRow(100, true)]
    [DataRow(101, false)]
    [DataRow(10_000, false)]
    public void Read_OfNestedMessages_StopsAtTheLimit(int depth, bool allowed)
    {
        byte[] bytes = Wrapped(0x62, depth, "");
        if (allowed)
        {
            Assert.IsNotNull(SampleSerializer.Instance.Read(bytes).Inner);
            return;
        }

        AssertTooDeep(
            "tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: (93 more): "
            + "tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: tests.wire.Sample.inner: "
        + "messages are nested deeper than 100",
            () => SampleSerializer.Instance.Read(bytes));
    }

    [TestMethod]
    public void Read_OfAnElementThatIsTooDeep_NamesItsList() => AssertTooDeep(
        "tests.wire.Sample.inner: tests.wire.Sample.inners: messages are nested deeper than 100",
        () => SampleSerializer.Instance.Read(Wrapped(0x62, ProtoReader.MaxDepth, "8A 01 00")));

    [TestMethod]
    public void Read_OfAMapsValueThatIsTooDeep_NamesTheMap() => AssertTooDeep(
        "tests.wire.Event.cause: tests.wire.Event.points: messages are nested deeper than 100",
        () => EventSerializer.Instance.Read(Wrapped(0x52, ProtoReader.MaxDepth, "2A 04 08 02 12 00")));

    [TestMethod]
    public void Write_OfAMessageThatHoldsItself_IsAnError()
    {
        var member = new Sample();
        member.Inner = member;
        Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.ToArray(member));

        var element = new Sample();
        element.Inners.Add(element);
        Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.ToArray(element));
    }

    [TestMethod]
    public void Write_AfterOneThatWasTooDeep_GoesOn()
    {
        var lengths = new MessageLengths();
        Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.Measure(Nested(ProtoReader.MaxDepth + 1), lengths));
        Assert.IsGreaterThan(0, SampleSerializer.Instance.Measure(Nested(ProtoReader.MaxDepth), lengths));
    }

    private static void AssertTooDeep(string message, Action reading) =>
        Assert.EndsWith(message, Assert.ThrowsExactly<ProtobufException>(reading).Message);

    /// <summary>A message's bytes, as the field of that tag in another message, and so on.</summary>
    private static byte[] Wrapped(byte tag, int times, string innermost)
    {
        byte[] bytes = SerializerTests.Unhex(innermost);
        for (int i = 0; i < times; i++)
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

            bytes = [tag, .. length, .. bytes];
        }

        return bytes;
    }

    private static Sample Nested(int depth, Sample? innermost = null)
    {
        Sample sample = innermost ?? new() { Int = 1 };
        for (int i = 0; i < depth; i++)
        {
            sample = new Sample { Inner = sample };
        }

        return sample;
    }
}
