using Tests.Oracle.Contract;

namespace Tests.Oracle;

/// <summary>What the constructor gives a message, and what happens to it when fields come: as protobuf-net has it.</summary>
[TestClass]
public sealed class MeaningTests
{
    /// <summary>Fields of <see cref="Kept"/> as they may come, in hexadecimal.</summary>
    public static IEnumerable<object[]> Cases =>
    [
        ["", "nothing"],
        ["0800", "a zero"],
        ["1200", "an empty text"],
        ["1807" + "1808", "numbers after those of the constructor"],
        ["2007", "an array after that of the constructor"],
        ["2807", "a list that is overwritten"],
        ["3007", "an array that is overwritten"],
        ["3A0408071008", "an entry after those of the constructor"],
        ["42020807", "a message into that of the constructor"],
        ["42020807" + "4200" + "420208091A020801", "a message that comes several times"],
        ["42020807" + "1809" + "42021200", "a message between whose parts others come"],
        ["4A020801" + "4A020802", "an entry of a message that comes twice"],
        ["5007", "a field that is not known"],
        ["5A0161" + "5A0162", "values of a set"],
        ["6009" + "2009" + "6008", "values of an interface's list, and others between them"],
        ["6A020805", "a message that cannot be replaced"],
    ];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fields_ReadByUs_MakeWhatProtobufNetMakes(string hex, string what)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Kept expected;
        try
        {
            expected = Wire.ReadByProtobufNet<Kept>(bytes);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Assert.Fail($"protobuf-net does not read {what}: {e.Message}");
            return;
        }

        Kept read = Wire.Read<Kept>(bytes);
        Assert.IsNull(Same.Difference(expected, read), what);
        CollectionAssert.AreEqual(Wire.WriteByProtobufNet(expected), Wire.Write(read), what);
    }

    [TestMethod]
    public void DefaultThatIsDeclared_IsWritten_SoThatOtherLanguagesReadIt()
    {
        // protobuf-net leaves 5 out, which is read as 0 by who knows nothing of it, and as 5 by itself.
        Assert.AreEqual("0805", Convert.ToHexString(Wire.Write(new Declared())));
        Assert.AreEqual("0800", Convert.ToHexString(Wire.Write(new Declared { Number = 0 })));
        Assert.AreEqual(0, Wire.ReadByProtobufNet<Declared>(Wire.Write(new Declared { Number = 0 })).Number);
        Assert.AreEqual(5, Wire.ReadByProtobufNet<Declared>([]).Number);
        Assert.AreEqual(5, Wire.Read<Declared>([]).Number);
    }

    [TestMethod]
    public void StartOf1970_WhichIsAnEmptyTimestamp_IsReadAsThat()
    {
        var lists = new Lists { Time = [DateTime.UnixEpoch] };
        CollectionAssert.AreEqual(new[] { DateTime.UnixEpoch }, Wire.Read<Lists>(Wire.Write(lists)).Time);
        Assert.AreEqual(new Google.Protobuf.WellKnownTypes.Timestamp(), Peer.Lists.Parser.ParseFrom(Wire.Write(lists)).Time.Single());
        var maps = new Maps { TimeByText = { ["a"] = DateTime.UnixEpoch } };
        Assert.AreEqual(DateTime.UnixEpoch, Wire.Read<Maps>(Wire.Write(maps)).TimeByText["a"]);
        Assert.AreEqual(DateTime.UnixEpoch, Wire.Read<Scalars>(Wire.Write(new Scalars { Time = DateTime.UnixEpoch })).Time);
    }

    [TestMethod]
    public void Null_InAMap_IsWrittenAsProtobufNetWritesIt()
    {
        var kept = new Kept();
        kept.Parts[1] = null!;
        CollectionAssert.AreEqual(Wire.WriteByProtobufNet(kept), Wire.Write(kept));
        Assert.IsNull(Same.Difference(Wire.ReadByProtobufNet<Kept>(Wire.Write(kept)), Wire.Read<Kept>(Wire.Write(kept))));
    }

    [TestMethod]
    public void CollectionsOfNumbers_ThatWereReceived_HaveHashCodesOfTheirOwn()
    {
        // Those of the constructor are replaced while they are empty: anybody can compute their hash codes.
        Collections read = Wire.Read<Collections>([0x08, 0x01]);
        Assert.AreSame(CodeFirst.Protobuf.MapKeyComparer.Instance, read.Set.Comparer);
    }
}
