using CodeFirst.Protobuf;
using Tests.Runtime.Protobuf.Generated;

namespace Tests.Runtime.Protobuf;

/// <summary>Messages are written as deep as they are read, and no deeper.</summary>
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
    public void Write_OneDeeper_IsAnErrorThatNamesTheMessage()
    {
        ProtobufException error = Assert.ThrowsExactly<ProtobufException>(() => SampleSerializer.Instance.ToArray(Nested(ProtoReader.MaxDepth + 1)));
        Assert.Contains("tests.wire.Sample", error.Message);
        Assert.Contains("deeper than 100", error.Message);
    }

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

    private static Sample Nested(int depth)
    {
        Sample sample = new() { Int = 1 };
        for (int i = 0; i < depth; i++)
        {
            sample = new Sample { Inner = sample };
        }

        return sample;
    }
}
